define WBnest
  inherits Membrane
  param C_m = 100pF > 0
  param g_Na = 3500nS
  param g_K = 900nS
  param g_L = 10nS
  param E_Na = 55mV
  param E_K = -90mV
  param E_L = -65mV
  param threshold = 0mV
  param dt = 0.01ms > 0
  input I in pA
  function decay(top, width) = exp((top - mem) / width)
  function linear(rate, top) = rate / exprel((top - mem) / 10mV)
  state mem = E_L
  state old = E_L
  state h = steady
  state n = steady
  refractory 2ms holding nothing
  integral
    let am = linear(1/ms, -35mV)
    let minf = am / (am + 4/ms * decay(-60mV, 18mV))
    let ah = 0.35/ms * decay(-58mV, 20mV)
    let bh = 5/ms / (decay(-28mV, 10mV) + 1)
    let an = linear(0.5/ms, -34mV)
    let bn = 0.625/ms * decay(-44mV, 80mV)
    let INa = g_Na * minf^3 * h * (mem - E_Na)
    let IK = g_K * n^4 * (mem - E_K)
    old = mem
    d mem/dt = (I - INa - IK - g_L * (mem - E_L)) / C_m
    d n/dt = an * (1 - n) - bn * n
    d h/dt = ah * (1 - h) - bh * h
  spike
    spike when mem > 0mV and old > mem
end
create WBnest a
feed a const 100pA
run a 200ms
describe a
show a.mem
expect a.INa < 0pA
#> a fires tonically: 12 spikes in 200 ms
#>   the first is at 12.86 ms, the last at 197.11 ms
#>   all intervals are 16.75 ms
#> -65.9689 mV
