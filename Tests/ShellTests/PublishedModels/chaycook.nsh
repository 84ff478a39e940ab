# Chay and Cook 1988, Math Biosci 90:139: calcium shifts the gate of a slow calcium current.
define ChayCook
  inherits Membrane
  param vca = 100mV
  param vk = -80mV
  param vn = -9mV
  param sn = 10mV
  param ss = 10mV
  param C = 4.524pF > 0
  param threshold = -30mV
  param dt = 0.05ms > 0
  function open(half, slope) = 1 / (1 + exp((half - mem) / slope))
  state mem = -52.72mV
  state n = 0.0125
  state s = 0.1197
  state c = 0.2295
  integral
    let a = (-22mV + ss * log(c) - mem) / (2 * ss)
    let ICa = (250pS * open(-22mV, 7.5mV) + 10pS * s) * (vca - mem)
    d mem/dt = (ICa + 1300pS * n * (vk - mem) + 50pS * (-60mV - mem)) / C
    d n/dt = 0.95 * (open(vn, sn) - n) * (1 + exp((mem - vn) / sn)) / 9.09ms
    d s/dt = (1 / (1 + exp(2 * a)) - s) * 2 * cosh(a) / 0.1ms
    d c/dt = 0.002 * (0.000005727 * ICa / 0.001pA - 0.027 * c) / ms
end
create ChayCook a
set a record=spikes
run a 60s
describe a
#> a bursts: 33 spikes in 60000 ms
#>   the first is at 641.9 ms, the last at 54036.6 ms
#>   intervals from 155.05 ms to 22864.2 ms, mean 1668.58 ms, CV 3.26022
#>   3 bursts, 11 spikes each on average
