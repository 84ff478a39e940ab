import Equations
import OrderedCollections
import Synchronization

/// The models that come with the program, each read when it is first asked for: to read all of them
/// would be most of what a short run does.
final class BuiltInModels: Sendable {
  private struct Entry: Sendable {
    let name: String
    let text: [UInt8]
  }

  // By their names in lower case, in teaching order.
  private let entries: OrderedDictionary<String, Entry>
  private let known = Mutex<[String: NeuronModel]>([:])

  /// Takes texts, each of which begins with `neuron NAME`.
  init(_ texts: [[UInt8]]) {
    var entries: OrderedDictionary<String, Entry> = [:]
    for text in texts {
      let words = text.split(maxSplits: 2) { $0 == UInt8(ascii: " ") }
      let name = String(decoding: words.dropFirst().first ?? [], as: UTF8.self)
      entries[name.lowercased()] = Entry(name: name, text: text)
    }
    self.entries = entries
  }

  /// Their names as they are written.
  var names: [String] { entries.values.map(\.name) }

  /// All of them.
  var all: [NeuronModel] { entries.keys.compactMap { self[$0] } }

  /// Whether there is one of a name in lower case.
  func has(_ name: String) -> Bool { entries[name] != nil }

  /// The one of a name in lower case.
  subscript(name: String) -> NeuronModel? {
    guard let entry = entries[name] else { return nil }
    if let model = known.withLock({ $0[name] }) { return model }
    let text = String(decoding: entry.text, as: UTF8.self)
    do {
      // Whoever reads the same at the same time gets the same.
      let model = try ModelLibrary.builtIn.read(text)
      known.withLock { $0[name] = model }
      return model
    } catch {
      // The texts are part of the program and a test reads each of them.
      preconditionFailure("built-in model: \(error.sentence) at \(error.range) in\n\(text)")
    }
  }
}
