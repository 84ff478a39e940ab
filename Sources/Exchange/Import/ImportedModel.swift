public import Equations
public import Neurons

/// A model of another program, as our own.
public struct ImportedModel: Hashable, Sendable {
  /// Something that is not as the file has it, and where it stands there.
  public struct Note: Hashable, Sendable {
    /// What is otherwise, and why.
    public var text: String
    /// Where it stands in the file; nil for what is about all of it.
    public var range: SourceRange?

    /// Makes a note.
    ///
    /// - Parameters:
    ///   - text: what is otherwise, and why.
    ///   - range: where it stands in the file; nil for what is about all of it.
    public init(_ text: String, at range: SourceRange? = nil) {
      self.text = text
      self.range = range
    }
  }

  /// A name that had to change.
  public struct Renaming: Hashable, Sendable {
    /// The name in the file.
    public var old: String
    /// The name here.
    public var new: String
  }

  /// The model, checked.
  public var model: NeuronModel
  /// The names that are others here, in the order of the file; the membrane potential first.
  public var renamings: [Renaming]
  /// What the file computes, in its order, by the names that it has here.
  public var variables: [String]
  /// What was left out, or is done in another way.
  public var notes: [Note]
  /// Sets of values that the file has besides its own, by name.
  public var sets: [String]
  /// Whether the file finds spikes and events between steps.
  public var findsSpikes = false
  /// How many steps the file wants its model to run; nil where it does not say.
  public var steps: Int?
}

/// What is asked of an importer besides the text.
public struct ImportWishes: Hashable, Sendable {
  /// The name that the model is to have.
  public var name: String
  /// Which set of values to take; nil for the file's own.
  public var set: Name?

  /// Makes wishes.
  ///
  /// - Parameters:
  ///   - name: the name that the model is to have.
  ///   - set: which set of values of the file to take, with its place for errors; nil for its own.
  public init(name: String, set: Name? = nil) {
    self.name = name
    self.set = set
  }
}
