import Equations
import Neurons

/// A kernel printed as C: what the native backend compiles.
///
/// The function takes a block of neurons through many steps, some vectors at a time with their states
/// in registers. Every operation is the one that the interpreter does, in the same order, so that
/// results agree to the last bit; the compiler must not fuse or reorder them (`flags`).
public struct NativeSource: Hashable, Sendable {
  /// The C text.
  public let text: String
  /// Lanes that are computed at once; a block has to be a multiple of them wide.
  let lanes: Int

  /// How an input is given.
  enum Input: Hashable, Sendable {
    /// One number a step for all neurons.
    case shared
    /// A number a step for each neuron.
    case own
    /// A number for each neuron, at every step the same.
    case steady
  }

  /// What the function tells of spikes.
  enum Told: Hashable, Sendable {
    /// Who fires at each step, and how many do.
    case steps
    /// Four rows of 32-bit integers, for each neuron the number of its spikes, the steps of the first and
    /// the last of them, counted from 1, and the most steps between two; what the second and third are
    /// where there is no spike means nothing. They go where else the bits of spikes do, `pitch` is the
    /// length of a row, and steps before `rowLength` do not count. Nothing is recorded.
    case tallies
  }

  /// The name of the function in it.
  public static let functionName = "neurosh_advance"

  /// What a compiler has to be told besides the text.
  public static let flags = [
    "-std=gnu11", "-O3", "-march=native", "-ffp-contract=off", "-fno-math-errno", "-fPIC",
    "-shared", "-w",
  ]

  /// What the function takes.
  typealias Function =
    @convention(c) (
      _ columns: UnsafeMutableRawPointer, _ stride: Int, _ lanes: Int, _ count: Int,
      _ inputs: UnsafePointer<UnsafeRawPointer?>,
      _ samples: UnsafePointer<UnsafeMutablePointer<Double>?>?, _ rowLength: Int, _ width: Int,
      _ spikes: UnsafeMutableRawPointer?, _ pitch: Int, _ counts: UnsafeMutablePointer<UInt32>?,
      _ keepsSpikeColumn: Int
    ) -> Void

  /// Prints a kernel.
  ///
  /// - Parameters:
  ///   - isDouble: whether numbers have 64 bits; else 32.
  ///   - sharedSlots: for each slot whether all lanes hold the same number.
  ///   - inputs: how each input is given.
  ///   - told: what it tells of spikes.
  ///   - isSingle: whether it is for one neuron alone.
  /// - Returns: nil for a kernel with operations that only the interpreter has, or with so many that
  ///   to compile them takes longer than anyone waits.
  init?(
    _ kernel: Kernel, isDouble: Bool, sharedSlots: [Bool], inputs: [Input],
    tells told: Told = .steps, isSingle: Bool
  ) {
    let step = kernel.reduced.step
    let isSupported = step.map(\.operation).allSatisfy { operation in
      switch operation {
      // Draws from Beta depend on what was computed; powers as floats are the system's own.
      case .beta, .surrogateSlope, .surrogateSlopeByAlpha, .passed: false
      case .power: isDouble
      default: true
      }
    }
    guard isSupported, step.count <= mostOperations else { return nil }
    // As many as hide the latency of one another, and still fit into registers: states that do not are
    // written and read again at each step.
    let whole = step.count > 60 || kernel.program.stateSlots.count > 3 ? 16 : 32
    lanes = isSingle ? 1 : isDouble ? whole : 2 * whole
    text =
      NativePrinter(
        kernel: kernel, isDouble: isDouble, sharedSlots: sharedSlots, inputs: inputs,
        told: told, lanes: lanes
      ).text
  }
}

// Hodgkin and Huxley's neuron has about a hundred. The compiler's time grows faster than they do: 1,800
// took it nine seconds.
private let mostOperations = 2000
