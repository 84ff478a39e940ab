define Traub
  inherits Membrane
  param C_m = 200pF > 0
  param g_Na = 20000nS
  param g_K = 6000nS
  param g_L = 10nS
  param E_Na = 50mV
  param E_K = -90mV
  param E_L = -60mV
  param V_T = -63mV
  param threshold = -33mV
  param dt = 0.01ms > 0
  input I in pA
  state mem = E_L
  state old = E_L
  state m = 0.0526
  state h = 0.9971
  state n = 0.0526
  refractory 2ms holding nothing
  integral
    let v = mem - V_T
    let an = 0.032/ms*5/exprel((15mV-v)/5mV)
    let bn = 0.5/ms*exp((10mV-v)/40mV)
    let am = 0.32/ms*4/exprel((13mV-v)/4mV)
    let bm = 0.28/ms*5/exprel((v-40mV)/5mV)
    let ah = 0.128/ms*exp((17mV-v)/18mV)
    let bh = 4/(1+exp((40mV-v)/5mV))/ms
    old = mem
    let INa = g_Na*m^3*h*(mem-E_Na)
    let IK = g_K*n^4*(mem-E_K)
    d mem/dt = (I - INa - IK - g_L*(mem-E_L))/C_m
    d m/dt = am*(1-m)-bm*m
    d h/dt = ah*(1-h)-bh*h
    d n/dt = an*(1-n)-bn*n
  spike
    spike when mem > V_T + 30mV and old > mem
end
create Traub a
feed a const 350pA
run a 200ms
describe a
#> a fires tonically: 13 spikes in 200 ms
#>   the first is at 3.07 ms, the last at 187.02 ms
#>   intervals from 15.32 ms to 15.34 ms, mean 15.3292 ms, CV 0.000321613
