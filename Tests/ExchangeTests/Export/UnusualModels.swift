import Neurons

/// Models that say what no built-in one says.
enum UnusualModels {
  /// They, checked.
  static func models() throws -> [NeuronModel] {
    try texts.map { text in
      var library = ModelLibrary.builtIn
      return try library.define(text)
    }
  }

  /// The built-in models that have an integral, and these.
  static func amongAll() throws -> [NeuronModel] {
    try ModelLibrary.builtIn.names.compactMap { ModelLibrary.builtIn[$0] }
      .filter { $0.integral != nil } + models()
  }

  /// Each reads by itself.
  static let texts = [
    """
    define Timed
      inherits Membrane
      method euler
      param tau = 10ms > 0
      state w = 0mV
      input input in mV
      integral
        d mem/dt = (-65mV - mem + input + 5mV * sin(t / 3ms)) / tau
        w = 0.9 * w + 0.1 * mem
      event when mem > -58mV: w += 1mV
      at 3ms, 10.05ms: mem -= 4mV
      every 5ms from 2ms until 20ms: mem += w / 50
      spike
        spike when mem >= -60mV
        reset mem = -64mV
    """,
    """
    define Peaks
      inherits Membrane
      param tau = 5ms > 0
      state y = 0mV
      input input in mV
      integral
        d mem/dt = (-65mV - mem + input - y) / tau
        d y/dt = (mem + 60mV - y) / (3 * tau)
      spike
        spike when previous(mem) > mem and mem > -62mV
    """,
    """
    define Falling
      inherits Membrane
      method exponential-euler
      param λ = 10ms > 0
      param N = 2mV > 0
      state w = 0mV
      input input in mV
      function soft(v) = N * exp((v + 55mV) / N)
      refractory 1.25ms holding mem
      integral
        let rise = soft(min(mem, -40mV))
        d mem/dt = (-65mV - mem + rise + input - w) / λ
        d w/dt = (max(mem + 65mV, 0mV) - w) / 20ms
      spike
        spike when mem crosses -50mV
        reset mem = -65mV
        reset w += 2mV
    """,
    """
    define Followed
      inherits Membrane
      param tau = 5ms > 0
      state g = 0
      state h = 1
      input input in mV
      refractory 2ms holding nothing
      integral
        let drive = input + h * 1mV
        g = 0.5 * g + 0.1 * abs(mem + 65mV) / 1mV
        h = heaviside(g - 0.5) + round(g) / 4 + mod(g, 0.3)
        let back = if g > 0.2 and not (h > 2) then g * 1mV else 0mV
        d mem/dt = (-65mV - mem + drive - back) / tau
        let unused = mem
      spike
        spike when mem >= -60mV or mem > -61mV and previous(g) < 0.1
        reset mem = -65mV
    """,
    """
    define Functions
      inherits Base
      state x = 0.5
      integral
        x = clamp(atan2(input, 1 + x) + asin(clamp(x / 3, -1, 1)) + acos(clamp(x / 4, -1, 1)) + atan(x), -2, 2)
        x += tan(x / 4) + sinh(x / 4) - cosh(x / 4) + tanh(x) + log(3 + abs(x)) - sqrt(abs(x))
        x = sign(x) * pow(abs(x), 0.3) + floor(x) / 4 + ceil(x) / 8 + relu(x) / 8
        mem = 0.5 * mem + exprel(x) * sigmoid(-x) + 2^-x - -x^2 + exp(-x * x)
      spike
        spike = act(mem - threshold)
        mem -= spike * threshold
    """,
  ]
}
