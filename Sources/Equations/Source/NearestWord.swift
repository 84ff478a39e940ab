/// The candidate nearest to a mistyped word, or nil where none is near enough to be meant.
///
/// Nearness is the number of single-character changes (insertions, deletions, replacements and
/// swaps of neighbours: Damerau 1964), case ignored. At most a third of the word may differ, at
/// least one character; a candidate that the word begins counts as near too.
///
/// - Complexity: O(`candidates` × length²).
public func nearestWord(to word: String, among candidates: some Sequence<String>) -> String? {
  let typed = Array(word.lowercased().prefix(longestComparedWord))
  guard !typed.isEmpty else { return nil }
  let limit = max(1, (typed.count + 1) / 3)
  var best: (distance: Int, word: String)?
  for candidate in candidates {
    let other = Array(candidate.lowercased().prefix(longestComparedWord))
    var distance = editDistance(typed, other)
    if typed.count >= 2, other.starts(with: typed) { distance = min(distance, 1) }
    guard distance <= limit, distance < max(typed.count, other.count) else { continue }
    if distance < best?.distance ?? .max { best = (distance, candidate) }
  }
  return best?.word
}

// A pasted megabyte is not a mistyped word; comparing its first characters answers as well.
private let longestComparedWord = 64

private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in a.indices {
    var current = [i + 1]
    for j in b.indices {
      var cost = min(last[j + 1] + 1, current[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        cost = min(cost, beforeLast[j - 1] + 1)
      }
      current.append(cost)
    }
    beforeLast = last
    last = current
  }
  return last[b.count]
}
