extension Session {
  /// The session with the nodes and models that statements in front on the same line will make, so
  /// that `create lif n; feed n ` knows what n is.
  ///
  /// A population stands there as one neuron: what is looked at is its model. Nothing else is done,
  /// and what fails is left out.
  func foreseeing(_ statements: some Sequence<String>, host: Host) -> Session {
    var context = Context(session: self, host: host)
    context.isForesight = true
    for text in statements {
      guard var words = try? Word.split(text), let verb = words.first?.value,
        let command = try? Command.named(verb, allowsShort: host.allowsShortVerbs),
        command.traits.contains(.isForeseen)
      else { continue }
      words.removeFirst()
      var reader = ArgumentReader(text: text, verb: verb, words: words)
      var next = context
      guard (try? command.perform(&reader, &next)) != nil else { continue }
      context = next
    }
    return context.session
  }
}
