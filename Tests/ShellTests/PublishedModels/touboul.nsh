# Touboul & Brette 2008: three resets, three regimes of spiking.
seed 1
define TB
  inherits Membrane
  param C = 281pF
  param gL = 30nS
  param EL = -70.6mV
  param VT = -50.4mV
  param DT = 2mV
  param tauw = 40ms
  param a = 4nS
  param b = 0.08nA
  param I = 0.8nA
  param Vr = -48mV
  param threshold = -40.4mV
  param dt = 0.01ms > 0
  state mem = EL
  state w = 0nA
  method euler
  integral
    d mem/dt = (gL*(EL-mem)+gL*DT*exp((mem-VT)/DT)+I-w)/C
    d w/dt = (a*(mem-EL)-w)/tauw
  spike
    spike when mem > threshold
    reset mem = Vr
    reset w += b
end
create TB p n=3 record=spikes Vr=-48.3,-48,-47.7mV
run 1s
show p[1].w
show p[2].w
show p[3].w
stats p[1]
stats p[2]
stats p[3]
#> 0.218287 nA
#> 0.317552 nA
#> 0.226156 nA
#> p[1]        1  100000      57         57   17.0846  0.507446
#> p[2]        1  100000      63         63   15.7876  0.528877
#> p[3]        1  100000      60         60   16.1569  0.961614
