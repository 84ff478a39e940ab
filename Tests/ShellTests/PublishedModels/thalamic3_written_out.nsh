# thalamic3 with each compartment written out and without units, as the solvers had it whose records of stiff
# equations ours are compared with.
define TC3
  inherits Membrane
  param threshold = -20
  param dt = 0.01 > 0
  input I
  function rise(v) = 1 / (1 + exp(-(v + 56) / 6.2))
  function fall(v) = 1 / (1 + exp((v + 80) / 4))
  function driven(v) = (0.00024 - 2 * exp(-0.0755652 * v)) / exprel(-0.0755652 * v)
  function IT(p, m, h, v) = 19297066 * p * m^2 * h * driven(v)
  function dm(v, m) = (rise(v) - m) * 2.5 / (0.612 + 1 / (exp(-(v + 131) / 16.7) + exp((v + 15.8) / 18.2)))
  function tau(v) = if v < -81 then exp((v + 466) / 66.6) else 28 + exp(-(v + 21) / 10.5)
  function dh(v, h) = (fall(v) - h) * 2.5 / tau(v)
  state mem = -74
  state v1 = -74
  state v2 = -74
  state mT0 = steady
  state hT0 = steady
  state mT1 = steady
  state hT1 = steady
  state mT2 = steady
  state hT2 = steady
  state m = 0
  state h = 0
  state n = 0
  method rk4
  integral
    let tH = 3^(-0.2)
    let w = mem + 52
    let INa = 100 * m^3 * h * (mem - 50)
    let IK = 100 * n^4 * (mem + 100)
    d mT0/dt = dm(mem, mT0)
    d hT0/dt = dh(mem, hT0)
    d mT1/dt = dm(v1, mT1)
    d hT1/dt = dh(v1, hT1)
    d mT2/dt = dm(v2, mT2)
    d hT2/dt = dh(v2, hT2)
    d m/dt = tH * (0.32 * 4 / exprel((13 - w) / 4) * (1 - m) - 0.28 * 5 / exprel((w - 40) / 5) * m)
    d n/dt = tH * (0.032 * 5 / exprel((15 - w) / 5) * (1 - n) - 0.5 * exp((10 - w) / 40) * n)
    d h/dt = tH * (0.128 * exp((17 - w) / 18) * (1 - h) - 4 / (1 + exp((40 - w) / 5)) * h)
    d mem/dt = (0.0379 * (-76.5 - mem) - IT(1.7e-7, mT0, hT0, mem) + 165.3095141737239 * (v1 - mem) - INa - IK + I) / 0.88
    d v1/dt = (0.3014566 * (-76.5 - v1) - IT(1.7e-7, mT1, hT1, v1) + 1286.0948673212213 * (mem - v1) + 174.4808247291711 * (v2 - v1)) / 6.99952
    d v2/dt = (0.3014566 * (-76.5 - v2) - IT(7.5563e-6, mT2, hT2, v2) + 31.128254814770596 * (v1 - v2)) / 6.99952
end
