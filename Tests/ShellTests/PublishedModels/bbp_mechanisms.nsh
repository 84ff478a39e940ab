define BBP
  inherits Membrane
  param gNa=0.2S/cm^2
  param gCa=0.0002S/cm^2
  param gSK=0.001S/cm^2
  param gK=0.05S/cm^2
  param gl=0.0001S/cm^2
  param el=-70mV
  param eca=120mV
  param C=1uF/cm^2
  param depth=0.1
  param taur=200ms
  param threshold=-20mV
  param dt=0.01ms > 0
  input I in uA/cm^2
  state mem=-70mV
  state m=0
  state h=1
  state mc=0
  state hc=1
  state z=0
  state cai=0.0001
  state n=0.1
  function rate(a, half, slope) = a*slope/exprel((half-mem/1mV)/slope)
  integral
    let v=mem/1mV
    let ah=rate(-0.015, -66, -6)
    let bh=rate(0.015, -66, 6)
    let qt=2.3^1.3
    let bmc=0.94*exp((-75-v)/17)
    let ahc=0.000457*exp((-13-v)/50)
    let bhc=0.0065/(exp((-v-15)/28)+1)
    let zinf=1/(1+(0.00043/max(cai,0.0000001))^4.8)
    let bn=0.125*exp(-(v+65)/80)
    let ica=gCa*mc^2*hc*(mem-eca)
    let drive=max(-10000*(ica/1mA*1cm^2)/(2*96485.3*depth),0)
    d mem/dt=(I-gNa*m^3*h*(mem-50mV)-ica-gSK*z*(mem+85mV)-gK*n^4*(mem+85mV)-gl*(mem-el))/C
    d m/dt=(rate(0.182, -38, 6)*(1-m)-rate(-0.124, -38, -6)*m)*qt/1ms
    d h/dt=(1/(1+exp((v+66)/6)) - h)*(ah+bh)*qt/1ms
    d mc/dt=(rate(0.055, -27, 3.8)*(1-mc)-bmc*mc)/1ms
    d hc/dt=(ahc*(1-hc)-bhc*hc)/1ms
    d z/dt=(zinf-z)/1ms
    d cai/dt=drive/1ms+(0.0001-cai)/taur
    d n/dt=(rate(0.01, -55, 10)*(1-n)-bn*n)/1ms
end
create BBP n
feed n const 20uA/cm^2
run n 500ms
describe n
show n.gNa; show n.m; show n.h; show n.mc; show n.hc
#> n is phasic, it fires and then stops: 1 spike in 500 ms
#> 0.2 S/cm^2
#> 0.00854116
#> 0.615723
#> 5.8325e-05
#> 0.748856
