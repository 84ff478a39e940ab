define Dopa
  inherits Membrane
  param vl=-50
  param cm=1
  param vk=-85
  param gna=3.2
  param gk=3.2
  param gh=0.1
  param gc=0.1
  param p=0.5
  param iap=0
  param q=p/(1-p)
  param kna=15
  param Nass=8
  param gnmdab=1.25
  param gnmdanab=1
  param threshold = -20
  param dt = 0.01 > 0
  state mem = -64
  state h = 1
  state n = 0.002
  state r = 0.12
  state Vd = -77
  state Na = 5.09
  function gate(half, slope) = 1/(1+exp((half-mem)/slope))
  function pump(x) = 18*q*(x^3/(kna^3+x^3))
  integral
    let ipump = pump(Na+Nass) - pump(Nass)
    let fn = 1/(1+0.14*exp(-Vd/12.5))
    let tauh = 0.43+0.86/(1+exp((mem+25)/5))
    let taun = (0.8+1.6/(1+exp(0.1*(mem+25))))/(1+exp(-0.1*(mem+70)))
    let inmda = gnmdab*q*fn*Vd
    let inmdana = gnmdanab*q*fn*(Vd-55)
    let isoma = gna*gate(-35, 6.2)^3*h*(mem-55) + gk*n^2*(mem-vk) + gh*r*(mem+30)
    let iden = inmda + ipump + 0.18*q*(Vd-vl)
    d mem/dt = (iap - isoma + gc/p*(Vd-mem))/cm
    d h/dt = (gate(-30, -8.3)-h)/tauh
    d n/dt = (gate(-31, 5.3)-n)/taun
    d r/dt = (gate(-80, -8)-r)/190
    d Vd/dt = (-iden + gc/(1-p)*(mem-Vd))/cm
    d Na/dt = -0.173*(inmdana + 3*ipump)
end
create Dopa a
run a 200000
describe a
#> a fires tonically: 144 spikes in 200000 steps
#>   the first is at step 1577, the last at step 198659
#>   intervals from 1314 steps to 1387 steps, mean 1378.2 steps, CV 0.0112892
