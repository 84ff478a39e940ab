# NEST's iaf_tum_2000 as a unit: mem is held for 2 ms after a spike, and there is none for 5 ms.
define Htum
  inherits Membrane
  param C_m = 250pF > 0
  param tau_m = 10ms
  param t_ref_abs = 2ms
  param t_ref_tot = 5ms
  param V_reset = 0mV
  param threshold = 15mV
  input I in pA
  state mem = 0mV
  refractory t_ref_tot - dt holding nothing  # the next spike may come 5 ms later
  method exponential-euler
  integral
    let isHeld = refractory > t_ref_tot - t_ref_abs - dt / 2
    d mem/dt = if isHeld then 0 else I / C_m - mem / tau_m
  spike
    spike when mem >= threshold
    reset mem = V_reset
end
create Htum a
feed a const 2000pA
run a 200ms
describe a
#> a fires tonically: 40 spikes in 200 ms, rate 200 Hz
#>   the first is at 2.1 ms, the last at 197.1 ms
#>   all intervals are 5 ms
