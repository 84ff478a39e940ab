define HindmarshRose
  inherits Membrane
  param r = 0.001
  param s = 4
  param x1 = -1.618
  param i = 2
  param threshold = 1
  param dt = 0.01 > 0
  state mem = -0.95
  state y = steady
  state z = 1.76
  integral
    d mem/dt = y + mem*mem*(3 - mem) + i - z
    d y/dt = 1 - 5*mem*mem - y
    d z/dt = r*(s*(mem-x1) - z)
end
create HindmarshRose a
show a.y
set a y=-3.85
run a 100000
describe a
expect a.mem == -0.92384785 +- 1e-3
