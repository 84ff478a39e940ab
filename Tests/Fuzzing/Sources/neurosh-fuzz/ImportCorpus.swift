extension FuzzTarget {
  /// Whole files of a format that is imported.
  var importCorpus: [String] {
    switch self {
    case .ode: odeFiles
    case .nestml: nestmlFiles
    case .python: pythonFiles + brianFiles
    case .brian: brianFiles
    default: []
    }
  }
}

private let odeFiles = [
  """
  # Morris-Lecar
  p gl=.5,gca=1 gk=2
  number v1=.01,v2=.145
  par i=.2,phi=.333
  !half=gl/2
  minf(v)=.5*(1+tanh((v-v1)/v2))
  wiener nz
  V'= gl*(-.5-v)-gk*w*(v+.7)-ica+i+half*nz
  dw/dt = phi*cosh(v)*(minf(v)-w)
  ica=gca*minf(v)*(v-1)
  aux both=ica+if(v>0)then(1)else(heav(w))
  v(0)=.05
  init w=0
  global 1 {v-.2} {v=-.5;w=w+.1;i=i*2}
  set fast {phi=1,total=5}
  @ total=50,dt=.05,xp=v,xlo=-.4,xhi=.6,meth=cvode
  done
  """,
  """
  par g=.3,d=.5
  %[1..3]
  x[j]'=-x[j]+d*(x[j-1]-2*x[j]+x[j+1])
  %
  x0=x1
  x4=x3
  m'=-m+sum(0,2)of(shift(x1,i'))/3\\
  +ran(1)
  init x[1..3]=1.5,m=.1
  markov z 2
  {0} {.1}
  {g} {0}
  """,
  """
  x(t+1)=a-x^2+b*y
  y(t+1)=mod(x,2)&1|not(y)
  par a=1.1,b=.3
  """,
  """
  table w % 5 -1 1 a*t^2
  par a=2
  x'=-x+w(x-1)+sum(0,1)of(w(i'))
  0=y^3-x+y
  solve y=.5
  """,
]

private let nestmlFiles = [
  """
  model iaf:
      state:
          V_m mV = E_L
          refr_t ms = 0 ms
      equations:
          kernel k = exp(-t/tau)
          kernel slow = (e/tau) * t * exp(-t/tau)
          inline I_syn pA = convolve(k, spikes) * pA + convolve(slow, spikes) * pA
          V_m' = -(V_m - E_L) / tau + I_syn / C_m
          refr_t' = -1e3 * ms/s
      parameters:
          C_m pF = 250 pF [[C_m > 0 pF]]
          tau ms = 10 ms
          E_L mV = -70 mV
      input:
          spikes <- spike
          I_stim pA <- continuous
      output: spike
      update:
          if refr_t > 0 ms:
              integrate_odes(refr_t)
          elif V_m > 0 mV:
              V_m = 0 mV
          else:
              integrate_odes()
      onReceive(spikes):
          V_m += spikes * mV * s
      onCondition(V_m >= -55 mV):
          refr_t = 2 ms
          V_m = E_L
          emit_spike()
  """
]

private let pythonFiles = [
  """
  class A(BaseNode):
      def __init__(self, threshold=0.5, tau=2., act_fun=QGateGrad, *args, **kwargs):
          super().__init__(threshold, *args, **kwargs)
          self.tau = tau
          self.ad = 0.1
          self.act_fun = act_fun(alpha=2., requires_grad=False)
      def integral(self, inputs):
          gate = torch.sigmoid(self.ad).exp()
          gate = gate * 2
          self.mem = self.mem + (inputs - self.mem) / self.tau * gate
      def calc_spike(self):
          self.spike = self.act_fun(self.mem - self.threshold)
          self.ad = 0.9 * self.ad + torch.where(self.spike > 0, 1, 0)
          self.mem = self.mem * (1 - self.spike.detach())
  class B(neuron.BaseNode):
      def neuronal_charge(self, x):
          self.v = self.v + x
      def neuronal_fire(self):
          return self.surrogate_function(self.v - self.v_threshold)
      def neuronal_reset(self, spike):
          self.v = (1. - spike) * self.v
  """
]

private let brianFiles = [
  """
  tau = 10*ms
  El = -65*mV
  eqs = '''
  dv/dt = (El - v + R*I + sigma*xi*tau**0.5)/tau : volt (unless refractory)
  w = v/mV : 1
  I : amp
  '''
  R = 100*Mohm
  sigma = 1*mV
  defaultclock.dt = 0.2*ms
  G = NeuronGroup(10, eqs, method='euler', threshold='v > -50*mV and w < 3', reset='v = El; v += 1*mV', refractory=2*ms)
  G.v = 'El + rand()*mV'
  duration = 2*tau + 0.01*second
  run(duration)
  net.run(tau, report='text')
  """,
  """
  equations = "dv/dt = -v/(10*ms) : volt"
  threshold = "v > 1*mV"
  reset = "v = 0*mV"
  """,
]
