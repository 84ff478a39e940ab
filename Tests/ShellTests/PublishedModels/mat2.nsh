# Kobayashi, Tsubo & Shinomoto 2009, Front Comput Neurosci 3:9: the threshold adapts, mem is not reset.
define Mat2
  inherits Membrane
  param tau_m = 5ms
  param C_m = 100pF > 0
  param refr_T = 2ms
  param E_L = -70mV
  param tau_1 = 10ms
  param tau_2 = 200ms
  param alpha_1 = 37mV
  param alpha_2 = 2mV
  param omega = 19mV
  param dt = 0.01ms > 0
  input I in pA
  state mem = E_L
  state th1 = 0mV
  state th2 = 0mV
  refractory refr_T holding mem, th1, th2
  integral
    d mem/dt = (E_L - mem) / tau_m + I / C_m
    d th1/dt = -th1 / tau_1
    d th2/dt = -th2 / tau_2
  spike
    spike when mem >= E_L + omega + th1 + th2
    reset th1 += alpha_1
    reset th2 += alpha_2
end
create Mat2 a
feed a const 600pA
run a 500ms
describe a
#> a adapts: 16 spikes in 500 ms, rate 32 Hz
#>   the first is at 5.02 ms, the last at 466.69 ms
#>   intervals from 16.65 ms to 38.28 ms, mean 30.778 ms, CV 0.230914
#>   the last third of the intervals is 1.7319 times the first
