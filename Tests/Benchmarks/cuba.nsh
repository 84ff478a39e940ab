# The CUBA network of Vogels & Abbott 2005 (Brette et al. 2007, benchmark 2): 4,000 neurons,
# 320,000 synapses, 1 s of model time. Between 4.65 and 6.81 spikes a second and neuron are right.
define CUBA
  inherits Membrane
  source "Vogels & Abbott 2005; Brette et al. 2007, benchmark 2"
  param threshold = -50mV
  param tau = 20ms > 0
  param tau_e = 5ms > 0
  param tau_i = 10ms > 0
  param EL = -49mV
  param Vr = -60mV
  state mem = -60mV
  state ge = 0mV
  state gi = 0mV
  refractory 5ms
  method exponential-euler
  integral
    d mem/dt = (EL - mem + ge + gi) / tau
    d ge/dt = -ge / tau_e
    d gi/dt = -gi / tau_i
  spike
    spike when mem >= threshold
    reset mem = Vr
end
create CUBA e n=3200 record=spikes
create CUBA i n=800 record=spikes
connect e -> e.ge probability=0.02 weight=1.62mV delay=1
connect e -> i.ge probability=0.02 weight=1.62mV delay=1
connect i -> e.gi probability=0.02 weight=-9mV delay=1
connect i -> i.gi probability=0.02 weight=-9mV delay=1
set e mem=uniform(-60mV,-50mV)
set i mem=uniform(-60mV,-50mV)
run e 1s
expect (e.spikes + i.spikes) / 4000 > 4.65
expect (e.spikes + i.spikes) / 4000 < 6.81
