import Equations
import OrderedCollections
import RealModule

extension Expression {
  /// d term / d name at known values, by forward differentiation.
  func slope(by name: String, given values: OrderedDictionary<String, Double>) -> Double {
    dual(name, values).slope
  }

  private func dual(
    _ name: String, _ values: OrderedDictionary<String, Double>
  ) -> (value: Double, slope: Double) {
    func inner(_ term: Expression) -> (value: Double, slope: Double) { term.dual(name, values) }
    switch kind {
    case .number(let value), .quantity(let value, _): return (value, 0)
    case .name(let own): return (values[own] ?? 0, own == name ? 1 : 0)
    case .unary(.minus, let operand):
      let x = inner(operand)
      return (-x.value, -x.slope)
    case .unary, .element, .member: return (0, 0)
    case .conditional(let condition, let yes, let no):
      return inner(condition).value != 0 ? inner(yes) : inner(no)
    case .binary(let op, let left, let right):
      let (x, y) = (inner(left), inner(right))
      let value = op.apply(x.value, y.value)
      switch op {
      case .add: return (value, x.slope + y.slope)
      case .subtract: return (value, x.slope - y.slope)
      case .multiply: return (value, x.slope * y.value + x.value * y.slope)
      case .divide: return (value, (x.slope - value * y.slope) / y.value)
      case .power:
        let base = y.value * raise(x.value, to: y.value - 1) * x.slope
        return (value, base + (y.slope == 0 ? 0 : value * .log(x.value) * y.slope))
      default: return (value, 0)
      }
    case .call(let call, let arguments):
      let duals = arguments.map(inner)
      guard let function = Function(rawValue: call.text), let x = duals.first else { return (0, 0) }
      let value = function.apply(duals.map(\.value))
      switch function {
      case .exp: return (value, value * x.slope)
      case .log: return (value, x.slope / x.value)
      case .sqrt: return (value, x.slope / (2 * value))
      case .abs: return (value, x.value < 0 ? -x.slope : x.slope)
      case .sigmoid: return (value, value * (1 - value) * x.slope)
      case .tanh: return (value, (1 - value * value) * x.slope)
      case .relu: return (value, x.value > 0 ? x.slope : 0)
      case .sin: return (value, .cos(x.value) * x.slope)
      case .cos: return (value, -.sin(x.value) * x.slope)
      case .exprel:
        return (value, (x.value == 0 ? 0.5 : (.exp(x.value) - value) / x.value) * x.slope)
      case .min: return x.value <= duals[1].value ? x : duals[1]
      case .max: return x.value >= duals[1].value ? x : duals[1]
      case .clamp:
        return x.value < duals[1].value ? duals[1] : x.value > duals[2].value ? duals[2] : x
      case .floor, .ceil, .round, .sign, .uniform, .normal, .beta, .xi: return (value, 0)
      }
    }
  }
}
