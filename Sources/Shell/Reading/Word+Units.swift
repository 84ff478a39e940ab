import Equations

extension [Word] {
  /// The words with each number and the unit behind it as one, `10 ms` as `10ms`; nil where no
  /// number has a unit behind it.
  var withUnitsJoined: [Word]? {
    var joined: [Word] = []
    for word in self {
      if let number = joined.last, word.key == nil, number.endsInNumber, word.value.isUnit {
        joined[joined.count - 1] = number.joined(with: word)
      } else {
        joined.append(word)
      }
    }
    return joined.count < count ? joined : nil
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
