# Wang & Buzsaki 1996, J Neurosci 16:6402, as NESTML's wb_cond_exp: a spike is the peak above 0 mV.
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
  function am(v) = 0.1/ms/mV * (v + 35mV) / (1 - exp(-(v + 35mV) / 10mV))
  function bm(v) = 4/ms * exp(-(v + 60mV) / 18mV)
  function an(v) = 0.05/ms/mV * (v + 34mV) / (1 - exp(-(v + 34mV) / 10mV))
  function bn(v) = 0.625/ms * exp(-(v + 44mV) / 80mV)
  function ah(v) = 0.35/ms * exp(-(v + 58mV) / 20mV)
  function bh(v) = 5/ms / (1 + exp(-(v + 28mV) / 10mV))
  function rest(a, b) = a / (a + b)
  state mem = E_L
  state h = steady
  state n = steady
  refractory 2ms holding nothing
  integral
    let INa = g_Na * rest(am(mem), bm(mem))^3 * h * (mem - E_Na)
    d mem/dt = (I - INa - g_K * n^4 * (mem - E_K) - g_L * (mem - E_L)) / C_m
    d n/dt = an(mem) * (1 - n) - bn(mem) * n
    d h/dt = ah(mem) * (1 - h) - bh(mem) * h
  spike
    spike when previous(mem) > mem and mem > threshold
end
create WBnest a
feed a const 100pA
run a 200ms
describe a
show a.mem
#> a fires tonically: 12 spikes in 200 ms, rate 60 Hz, interval_rate 59.7015 Hz
#>   the first is at 12.86 ms, the last at 197.11 ms
#>   all intervals are 16.75 ms
#> -65.9689 mV
