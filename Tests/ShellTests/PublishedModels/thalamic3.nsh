# Destexhe et al. 1998, J Neurosci 18:3574: a thalamic relay cell in three compartments, the T
# current in each, a burst behind a long hyperpolarised silence: spikes at 234.18 and 245.45 ms.
define TC3
  inherits Membrane
  param L[3] = 38.42um, 12.49um, 84.67um
  param diam[3] = 26um, 10.28um, 8.5um
  param g[3] = 5.187742733289483uS, 0.7038062693403442uS, 0uS "to the next compartment"
  param C[3] = 0.88uF/cm^2, 6.99952uF/cm^2, 6.99952uF/cm^2
  param gL[3] = 0.0379mS/cm^2, 0.3014566mS/cm^2, 0.3014566mS/cm^2
  param P[3] = 1.7e-5cm/s, 1.7e-5cm/s, 7.5563e-4cm/s "permeability of the T channels"
  param gAP[3] = 100mS/cm^2, 0mS/cm^2, 0mS/cm^2
  param threshold = -20mV
  input I in uA/cm^2
  function rate(a, v, top, width) = a * width / exprel((top - v) / width) / 1ms
  function inf(v, half, width) = 1 / (1 + exp((half - v) / width))
  state mem[3] = -74mV
  state mT[3] = steady
  state hT[3] = steady
  state m = 0
  state h = 0
  state n = 0
  integral
    let area = pi * diam * L
    let z = 0.0755652/mV * mem
    let IT = P * mT^2 * hT * 2 * faraday_constant * (0.00024mM - 2mM * exp(-z)) / exprel(-z)
    let tau = 0.4ms * (0.612 + 1 / (exp(-(mem + 131mV) / 16.7mV) + exp((mem + 15.8mV) / 18.2mV)))
    let slow = 0.4ms * (if mem < -81mV then exp((mem + 466mV) / 66.6mV) else 28 + exp(-(mem + 21mV) / 10.5mV))
    let q = 3^-0.2
    d mT/dt = (inf(mem, -56mV, 6.2mV) - mT) / tau
    d hT/dt = (inf(mem, -80mV, -4mV) - hT) / slow
    d m/dt = q * (rate(0.32/mV, mem, -39mV, 4mV) * (1 - m) - rate(-0.28/mV, mem, -12mV, -5mV) * m)
    d n/dt = q * (rate(0.032/mV, mem, -37mV, 5mV) * (1 - n) - 0.5/ms * exp(-(mem + 42mV) / 40mV) * n)
    d h/dt = q * (0.128/ms * exp(-(mem + 35mV) / 18mV) * (1 - h) - 4/ms * inf(mem, -12mV, 5mV) * h)
    d mem/dt = (I + diffusion(mem, g) / area - gL * (mem + 76.5mV) - IT - gAP * (m^3 * h * (mem - 50mV) + n^4 * (mem + 100mV))) / C
end
create TC3 a dt=0.01ms
run a 180ms
feed a const 2.3899052440419943uA/cm^2
run a 320ms
describe a
create TC3 b dt=0.002ms
run b 180ms
feed b const 2.3899052440419943uA/cm^2
run b 320ms
describe b
#> a is phasic, it fires and then stops: 2 spikes in 500 ms
#>   the first is at 234.19 ms, the last at 245.45 ms
#> b is phasic, it fires and then stops: 2 spikes in 500 ms
#>   the first is at 234.184 ms, the last at 245.446 ms
#>   all intervals are 11.262 ms
