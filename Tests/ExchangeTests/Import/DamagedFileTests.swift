import Equations
import Exchange
import Foundation
import TestSupport
import Testing

/// A file of a format, and what the damage of its tests is drawn from.
struct DamagedSample: Sendable, CustomStringConvertible {
  var format: String
  var text: String

  var description: String { format }

  static let all =
    XPPSample.all.map { DamagedSample(format: "ode", text: $0.text) }
    + [
      DamagedSample(
        format: "python", text: PythonSample.braincogLIF + "\n" + PythonSample.adaptive),
      DamagedSample(format: "python", text: PythonSample.spikingJelly),
      DamagedSample(format: "python", text: BrianImportTests.cuba),
      DamagedSample(format: "nestml", text: NESTMLImportTests.exponential),
      DamagedSample(format: "nestml", text: NESTMLImportTests.izhikevich),
    ]
}

@Suite struct DamagedFileTests {
  private func check(_ text: String, _ format: ImportFormat) {
    do throws(Diagnostic) {
      _ = try format.model(text, ImportWishes(name: "x"))
    } catch {
      // One error, at a place of the text.
      #expect(0 <= error.range.lower && error.range.upper <= text.utf8.count + 1, "\(error)")
      #expect(!error.message.isEmpty)
    }
  }

  // Bytes lost, doubled, changed and moved leave one error with its place, or another model.
  @Test(arguments: DamagedSample.all)
  func damageIsToldAtItsPlace(sample: DamagedSample) throws {
    let format = try #require(ImportFormat.named(sample.format))
    var random = SeededGenerator(seed: 20)
    let whole = Array(sample.text.utf8)
    let pieces = Array("()[]{}=+-*/^<>'\"#\\,;:.@%! \n\t\r09eE_xtd\u{0}\u{7F}".utf8) + [195, 255]
    // NEUROSH_DAMAGE=100000 looks for longer.
    let count = ProcessInfo.processInfo.environment["NEUROSH_DAMAGE"].flatMap { Int($0) } ?? 400
    for _ in 0..<count {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes.remove(at: place)
        case 1: bytes[place] = pieces[Int.random(in: pieces.indices, using: &random)]
        case 2: bytes.insert(pieces[Int.random(in: pieces.indices, using: &random)], at: place)
        case 3: bytes = Array(bytes[..<max(1, place)])
        default:
          let end = min(bytes.count, place + Int.random(in: 1...40, using: &random))
          bytes.insert(contentsOf: bytes[place..<end], at: 0)
        }
      }
      check(String(decoding: bytes, as: UTF8.self), format)
    }
  }

  @Test(arguments: ImportFormat.all.map(\.name))
  func whatIsNoFileOfTheFormatIsOneError(name: String) throws {
    let format = try #require(ImportFormat.named(name))
    for text in [
      "", " ", "\n\n\n", "\u{0}\u{1}\u{2}", "PK\u{3}\u{4}", "{\"a\": [1, 2]}", "hello world",
    ] {
      #expect(throws: Diagnostic.self) { try format.model(text, ImportWishes(name: "x")) }
    }
  }

  // Depth, length and what multiplies itself come to an end.
  @Test(.timeLimit(.minutes(1)), arguments: HugeSample.all)
  func whatIsHugeEnds(sample: HugeSample) throws {
    let format = try #require(ImportFormat.named(sample.format))
    check(sample.text, format)
  }
}

/// A file that is larger, deeper or grows more than any of its format.
struct HugeSample: Sendable, CustomStringConvertible {
  var format: String
  var text: String

  var description: String { "\(format): \(text.prefix(30))" }

  private init(
    _ format: String, _ start: String, _ repeated: String = "", _ count: Int = 0, _ end: String = ""
  ) {
    self.format = format
    text = start + String(repeating: repeated, count: count) + end
  }

  private init(_ format: String, _ start: String, lines: Int, _ end: String, line: (Int) -> String)
  {
    self.format = format
    text = start
    for number in 0..<lines { text += line(number) }
    text += end
  }

  static let all = [
    HugeSample("ode", "x'=", "(", 50_000),
    HugeSample("ode", "x'=", "-", 50_000, "x"),
    HugeSample("ode", "x'=x", "+x", 50_000),
    HugeSample("ode", "x[1..100000]'=-x[j]"),
    HugeSample("ode", "%[1..9000]\nx[j]'=-x[j]+sum(0,9000)of(shift(x1,i'))\n%"),
    HugeSample("ode", "x'=f9(x)\nf0(a)=a+ran(1)*a\n", lines: 9, "") { number in
      let call = "f\(number)(a)"
      return "f\(number + 1)(a)=\(call)*\(call)*\(call)*\(call)\n"
    },
    HugeSample("ode", "x'=1\n", lines: 3000, "y3000=1") { "y\($0)=x+y\($0 + 1)\n" },
    HugeSample("ode", "", "par a=1\n", 100_000),
    HugeSample("ode", "", "\\\n", 100_000),
    HugeSample("python", "class A(B):\n  def integral(self, x):\n    self.mem = ", "(", 50_000),
    HugeSample("python", "eqs = '''dv/dt = v", "*(v", 50_000, " : 1'''"),
    HugeSample("python", "eqs = '''dv/dt = x0 : 1\n", lines: 2000, "x2000 = 1/ms : 1'''") {
      "x\($0) = x\($0 + 1) + x\($0 + 1) : 1\n"
    },
    HugeSample("nestml", "model a:\n  state:\n    x real = 0\n  update:\n", lines: 200, "") {
      String(repeating: " ", count: 4 + $0) + "if x > 0:\n"
    },
    HugeSample("nestml", "model a:\n  state:\n    x real = 0\n", "    y real = 1\n", 20_000),
  ]
}
