define HRx
  inherits Membrane
  param r = 0.001
  param s = 4
  param x1 = -1.618
  param i = 2
  param threshold = 1
  param dt = 0.01 > 0
  state mem = -0.95
  state y = -3.85
  state z = 1.76
  integral
    d mem/dt = y + mem*mem*(3 - mem) + i - z
    d y/dt = 1 - 5*mem*mem - y
    d z/dt = r*(s*(mem-x1) - z)
end
create HRx a
run a 100000
describe a
expect a.mem == -0.92384785 +- 1e-3
#> a bursts: 25 spikes in 100000 steps
#>   the first is at step 955, the last at step 99678
#>   intervals from 1187 steps to 31183 steps, mean 4113.46 steps, CV 1.98531
#>   3 bursts, 8.33333 spikes each on average
