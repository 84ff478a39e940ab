# Two beta cells through a gap junction, a's KATP channels open, half of b's closed.
define Beta
  inherits Membrane
  param vk = -75mV
  param gkatp = 120pS
  param threshold = -30mV
  param dt = 0.05ms > 0
  input I in pA
  function open(half, slope) = 1 / (1 + exp((half - mem) / slope))
  state mem = -60mV
  state n = 0.0001
  state s = 0.4
  state c = 0.1
  integral
    let ICa = 1000pS * open(-20mV, 12mV) * (mem - 25mV)
    let IK = (2700pS * n + 200pS * s + gkatp) * (mem - vk)
    d mem/dt = (I - ICa - IK) / 5.3pF
    d n/dt = (open(-16mV, 5.6mV) - n) / 20ms
    d s/dt = (open(-52mV, 5mV) - s) / 20s
    d c/dt = 0.01 * (-0.0000045 * ICa / 0.001pA - 0.2 * c) / ms
end
create Beta a
create Beta b gkatp=60pS
set * record=spikes; connect a -> b synapse=gap weight=10pS
run 20s
describe a
describe b
#> a adapts: 79 spikes in 20000 ms
#>   the first is at 338.1 ms, the last at 19932.2 ms
#>   intervals from 108.55 ms to 8452.55 ms, mean 251.206 ms, CV 3.72184
#> b fires tonically: 209 spikes in 20000 ms
#>   the first is at 69.4 ms, the last at 19972.6 ms
#>   intervals from 67.75 ms to 133 ms, mean 95.6882 ms, CV 0.233584
