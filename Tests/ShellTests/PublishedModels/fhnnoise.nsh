# FitzHugh-Nagumo neurons with noise, each with its own numbers.
seed 1
define FHNn
  inherits Membrane
  param a=0.25
  param eps=0.1
  param gamma=1
  param I0=0.25
  param sig=0.1
  param threshold=0.5
  param dt=0.05 > 0
  state mem=0
  state w=0
  method euler
  integral
    d mem/dt=mem*(1-mem)*(mem-a)-w+I0+sig*xi()
    d w/dt=eps*(mem-gamma*w)
end
create FHNn a n=50
run a 20000
hist a mem
stats a
#> 1000000 values from -0.471328 to 1.1764, mean 0.29205, sd 0.319514
#> a          50  20000    7437  0.007437  135.837  1.25431   0.241541
