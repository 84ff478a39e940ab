# A pancreatic beta cell: bursts on a slow potassium current.
define SModel
  inherits Membrane
  param vk = -75mV
  param taun = 20ms
  param taus = 20s
  param threshold = -30mV
  param dt = 0.1ms > 0
  function open(half, slope) = 1 / (1 + exp((half - mem) / slope))
  state mem = -60mV
  state n = 0.001
  state s = 0.18
  integral
    let ICa = 3.6 * open(-20mV, 12mV) * (25mV - mem)
    let IK = (10 * n + 4 * s) * (vk - mem)
    d mem/dt = (ICa + IK) / taun
    d n/dt = 0.9 * (open(-16mV, 5.6mV) - n) / taun
    d s/dt = (open(-40mV, 10mV) - s) / taus
end
create SModel a
run a 20s
describe a
expect a.mem == -53.070084 +- 0.01
#> a bursts: 24 spikes in 20000 ms
#>   the first is at 2320.5 ms, the last at 19780.5 ms
#>   intervals from 208.3 ms to 3163.8 ms, mean 759.13 ms, CV 1.45439
#>   5 bursts, 4.8 spikes each on average
