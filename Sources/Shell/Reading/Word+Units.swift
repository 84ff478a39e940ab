import Equations

extension [Word] {
  /// The words with each number and the unit behind it as one, `10 ms` as `10ms`; nil where no
  /// number has a unit behind it.
  var withUnitsJoined: [Word]? {
    var joined: [Word] = []
    for (index, word) in enumerated() {
      // `0..5 step 1` has a size behind the word.
      let isOfSteps =
        ["step", "steps"].contains(word.text)
        && (index + 1 == count || Double(self[index + 1].text) == nil)
      if let number = joined.last, word.key == nil, number.endsInNumber,
        word.value.isUnit || isOfSteps
      {
        joined[joined.count - 1] = number.joined(with: word)
      } else {
        joined.append(word)
      }
    }
    return joined.count < count ? joined : nil
  }
}

extension Command {
  /// The words with the one at a place and the value behind it as one, `tau 5` as `tau=5`; nil where
  /// no argument takes such a name there.
  func joining(_ words: [Word], at place: SourceRange, in context: Context) -> [Word]? {
    guard let index = words.firstIndex(where: { $0.range.lower == place.lower }),
      index + 1 < words.count, words[index].key == nil, words[index + 1].key == nil,
      !words[index + 1].isFlag
    else { return nil }
    let (name, value) = (words[index], words[index + 1])
    let situation = CompletionSituation(
      session: context.session, host: context.host, words: Array(words[..<index]),
      optionNames: arguments.options)
    let isTaken =
      arguments.keys.contains(name.text)
      || arguments.forms.contains { form in
        form.candidates(situation).contains { $0.text == name.text && $0.suffix == "=" }
      }
    guard isTaken else { return nil }
    var joined = words
    joined.remove(at: index + 1)
    joined[index] = Word(
      text: "\(name.text)=\(value.text)", range: name.range.joined(with: value.range),
      key: name.value, value: value.value)
    return joined
  }
}

extension Word {
  // The last of `0..5` and of `1,2,5` too.
  fileprivate var endsInNumber: Bool {
    let last = value.text.split(separator: ",").last?.split(separator: "..").last ?? ""
    return Double(last)?.isFinite == true && last.last?.isNumber == true
  }

  fileprivate func joined(with unit: Word) -> Word {
    Word(
      text: text + unit.text, range: range.joined(with: unit.range), key: key,
      value: Name(value.text + unit.text, value.range.joined(with: unit.range)))
  }
}
