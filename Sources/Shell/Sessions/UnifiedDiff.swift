/// The difference of two texts as `diff -u` prints it, with all lines as context.
///
/// - Parameters:
///   - line: the number of the first line, for the heading of the hunk.
///   - isEqual: whether an expected and an actual line count as the same.
func unifiedDiff(
  expected: [String], actual: [String], line: Int, isEqual: (String, String) -> Bool
) -> [String] {
  let changes = actual.difference(from: expected) { new, old in isEqual(old, new) }
  var removed: Set<Int> = []
  var inserted: Set<Int> = []
  for change in changes {
    switch change {
    case .remove(let offset, _, _): removed.insert(offset)
    case .insert(let offset, _, _): inserted.insert(offset)
    }
  }
  var result = ["@@ -\(line),\(expected.count) +\(line),\(actual.count) @@"]
  var old = 0
  var new = 0
  while old < expected.count || new < actual.count {
    if old < expected.count, removed.contains(old) {
      result.append("-" + expected[old])
      old += 1
    } else if new < actual.count, inserted.contains(new) {
      result.append("+" + actual[new])
      new += 1
    } else {
      result.append(" " + expected[old])
      old += 1
      new += 1
    }
  }
  return result
}
