define Dopa
  inherits Membrane
  param vl = -50mV
  param C = 1uF/cm^2
  param vk = -85mV
  param gna = 3.2mS/cm^2
  param gk = 3.2mS/cm^2
  param gh = 0.1mS/cm^2
  param gc = 0.1mS/cm^2
  param p = 0.5
  param iap = 0uA/cm^2
  param q = p/(1-p)
  param kna = 15mM
  param Nass = 8mM
  param gnmdab = 1.25mS/cm^2
  param gnmdanab = 1mS/cm^2
  param threshold = -20mV
  param dt = 0.01ms > 0
  state mem = -64mV
  state h = 1
  state n = 0.002
  state r = 0.12
  state Vd = -77mV
  state Na = 5.09mM
  function gate(half, slope) = 1/(1+exp((half-mem)/slope))
  function pump(x) = 18uA/cm^2*q*x^3/(kna^3+x^3)
  integral
    let ipump = pump(Na+Nass) - pump(Nass)
    let block = 1/(1+0.14*exp(-Vd/12.5mV))
    let tauh = 0.43ms+0.86ms*gate(-25mV, -5mV)
    let taun = (0.8ms+1.6ms*gate(-25mV, -10mV))*gate(-70mV, 10mV)
    let inmda = gnmdab*q*block*Vd
    let inmdana = gnmdanab*q*block*(Vd-55mV)
    let isoma = gna*gate(-35mV, 6.2mV)^3*h*(mem-55mV) + gk*n^2*(mem-vk) + gh*r*(mem+30mV)
    let iden = inmda + ipump + 0.18mS/cm^2*q*(Vd-vl)
    d mem/dt = (iap - isoma + gc/p*(Vd-mem))/C
    d h/dt = (gate(-30mV, -8.3mV)-h)/tauh
    d n/dt = (gate(-31mV, 5.3mV)-n)/taun
    d r/dt = (gate(-80mV, -8mV)-r)/190ms
    d Vd/dt = (-iden + gc/(1-p)*(mem-Vd))/C
    d Na/dt = -0.173mM/ms*(inmdana + 3*ipump)/(1uA/cm^2)
end
create Dopa a
run a 2s
describe a
#> a fires tonically: 144 spikes in 2000 ms
#>   the first is at 15.77 ms, the last at 1986.59 ms
#>   intervals from 13.14 ms to 13.87 ms, mean 13.782 ms, CV 0.0112892
