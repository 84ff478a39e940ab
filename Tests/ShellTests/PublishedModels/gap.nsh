# Ten leaky neurons with gap junctions, each begun elsewhere on its way to the threshold.
define GapN
  inherits Membrane
  param v0 = 1.05
  param tau = 10ms
  param threshold = 1
  state mem = 0
  method exponential-euler
  integral
    d mem/dt = (v0 - mem + input)/tau
  spike
    spike when mem > threshold
    reset mem = 0
end
create GapN p n=10 mem=0..1
connect p -> p synapse=gap weight=0.02
run 500ms
stats p
stats p[1]
stats p[10]
table p last=1
#> p          10   5000     123       24.6   39.7767  0.00810942   0.147076
#> 5000        500       1  -0.00353405    0.824437  0.824437      0
#> 5000        500       5  -0.0351231     0.980496  0.980496      0
#> 5000        500      10   0.0200717     0.707817  0.707817      0
