# NEST's iaf_chxk_2008 (Casti et al. 2008, J Comput Neurosci 24:235): every spike at the time at
# which mem crosses within the step.
define Chxk
  inherits Membrane
  param C_m = 1000pF > 0
  param g_L = 100nS
  param E_L = -60mV
  param tau = 0.5ms
  param G_ahp = 443.8nS
  param E_ahp = -95mV
  param threshold = -45mV
  param dt = 0.1ms > 0
  function late() = (mem - threshold) * dt / (mem - previous(mem))
  function kick() = G_ahp * exp(1 - late() / tau) / tau
  input I in pA
  state mem = E_L
  state g = 0nS
  state dg = 0nS/ms
  integral
    d mem/dt = (I - g_L * (mem - E_L) - g * (mem - E_ahp)) / C_m
    d g/dt = dg
    d dg/dt = -2 * dg / tau - g / tau^2
  spike
    spike when mem crosses threshold
    reset g += kick() * late()
    reset dg += kick()
end
create Chxk a
feed a const 2500pA
run a 200ms
describe a
#> a fires tonically: 15 spikes in 200 ms
#>   the first is at 9.2 ms, the last at 193.5 ms
#>   intervals from 12.9 ms to 13.5 ms, mean 13.1643 ms, CV 0.0142424
