define PinskyRinzel
  inherits Membrane
  param gL=0.1mS/cm^2
  param gNa=30mS/cm^2
  param gKdr=15mS/cm^2
  param gCa=10mS/cm^2
  param gKahp=0.8mS/cm^2
  param gKC=15mS/cm^2
  param gc=2.1mS/cm^2
  param eNa=60mV
  param eCa=80mV
  param eK=-75mV
  param eL=-60mV
  param pp=0.5
  param C=3uF/cm^2
  param threshold=0mV
  param dt=0.01ms > 0
  input iSoma in uA/cm^2
  input iDend in uA/cm^2
  function decay(v, top, width) = exp((top-v)/width)
  function linear(rate, v, top, width) = rate*width/exprel((top-v)/width)/ms
  state mem=eL
  state Vd=eL
  state Ca=0
  state h=0
  state n=0
  state s=0
  state c=0
  state q=0
  integral
    let am=linear(0.32, mem/1mV, -46.9, 4)
    let m=am/(am+linear(-0.28, mem/1mV, -19.9, -5))
    let an=linear(0.016, mem/1mV, -24.9, 5)
    let bn=0.25/ms*decay(mem, -40mV, 40mV)
    let ah=0.128/ms*decay(mem, -43mV, 18mV)
    let bh=4/(1+decay(mem, -20mV, 5mV))/ms
    let as=1.6/(1+exp(-0.072*(Vd/1mV-5)))/ms
    let bs=linear(-0.02, Vd/1mV, -8.9, -5)
    let aq=min(0.00002*Ca,0.01)/ms
    let fall=2*decay(Vd, -53.5mV, 27mV)/ms
    let ac=if Vd < -10mV then exp((Vd+50mV)/11mV-(Vd+53.5mV)/27mV)/18.975/ms else fall
    let bc=if Vd < -10mV then fall-ac else 0
    let ICa=gCa*s*s*(Vd-eCa)
    let IK=(gKahp*q+gKC*c*min(Ca/250,1))*(Vd-eK)
    d mem/dt=(gL*(eL-mem)-gNa*m^2*h*(mem-eNa)-gKdr*n*(mem-eK)+gc/pp*(Vd-mem)+iSoma/pp)/C
    d Vd/dt=(iDend/(1-pp)-gL*(Vd-eL)-ICa-IK+gc*(mem-Vd)/(1-pp))/C
    d Ca/dt=(-0.13*ICa/(1uA/cm^2)-0.075*Ca)/ms
    d h/dt=ah*(1-h)-bh*h
    d n/dt=an*(1-n)-bn*n
    d s/dt=as*(1-s)-bs*s
    d c/dt=ac*(1-c)-bc*c
    d q/dt=aq*(1-q)-0.001/ms*q
end
create PinskyRinzel n
feed n.iSoma const 0.75uA/cm^2
run n 1s
describe n
show n.mem
#> n adapts: 4 spikes in 1000 ms
#>   the first is at 13.8 ms, the last at 930.5 ms
#>   intervals from 78.82 ms to 495.01 ms, mean 305.567 ms, CV 0.562706
#>   the last third of the intervals is 6.28026 times the first
#> -63.3788 mV
