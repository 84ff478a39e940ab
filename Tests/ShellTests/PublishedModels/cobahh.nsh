# Brette et al. 2007, J Comput Neurosci 23:349 (benchmark 3), as Brian2's example COBAHH has it: 4,000
# Hodgkin-Huxley neurons that keep each other active through synapses with conductances. There a neuron
# may fire in the step that ends 3 ms behind a spike, here in the one behind that.
seed 1
define COBAHH
  inherits Membrane
  param C = 200pF
  param gL = 10nS
  param EL = -60mV
  param EK = -90mV
  param ENa = 50mV
  param gNa = 20uS
  param gK = 6uS
  param VT = -63mV
  param threshold = -20mV
  function rate(a, top, width) = a * width / exprel((top - (mem - VT)) / width) / 1ms
  function decay(b, from, width) = b * exp((from - (mem - VT)) / width) / 1ms
  refractory 3ms - dt holding nothing
  state mem = EL
  state m = 0
  state n = 0
  state h = 0
  state ge = 0nS
  state gi = 0nS
  method exponential-euler
  integral
    d mem/dt = (gL*(EL - mem) + ge*(0mV - mem) + gi*(-80mV - mem) - gNa*m^3*h*(mem - ENa) - gK*n^4*(mem - EK)) / C
    d m/dt = rate(0.32/mV, 13mV, 4mV)*(1 - m) - rate(-0.28/mV, 40mV, -5mV)*m
    d n/dt = rate(0.032/mV, 15mV, 5mV)*(1 - n) - decay(0.5, 10mV, 40mV)*n
    d h/dt = decay(0.128, 17mV, 18mV)*(1 - h) - 4/(1 + exp((40mV - (mem - VT))/5mV))/1ms*h
    d ge/dt = -ge/5ms
    d gi/dt = -gi/10ms
  spike
    spike when mem > threshold
end
create COBAHH e n=3200 record=spikes mem=normal(-65mV,5mV) ge=normal(40nS,15nS) gi=normal(200nS,120nS)
create COBAHH i n=800 record=spikes mem=normal(-65mV,5mV) ge=normal(40nS,15nS) gi=normal(200nS,120nS)
connect e -> e.ge probability=0.02 weight=6nS delay=0.1ms
connect e -> i.ge probability=0.02 weight=6nS delay=0.1ms
connect i -> e.gi probability=0.02 weight=67nS delay=0.1ms
connect i -> i.gi probability=0.02 weight=67nS delay=0.1ms
run 1s
stats *
#> e        3200  10000  121841    38.0753   44.6271  1.96201
#> i         800  10000   29636    37.045    44.2458  1.96695
