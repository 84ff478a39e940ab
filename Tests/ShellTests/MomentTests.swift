import Equations
import Testing

@testable import Shell

/// What happens between two steps: found wherever in them it lies, whatever else happens there, and told with
/// its time.
@Suite struct MomentTests {
  private static let methods = ["rk4", "adaptive", "stiff", "rosenbrock", "exponential-euler"]

  // What an error says.
  private func refusal(_ shell: inout ShellHarness, _ typed: String) -> String {
    do {
      return try shell.run(typed)
    } catch {
      return "error: \(error.message)"
    }
  }

  // The neuron comes above its threshold and back within one step: closed forms.
  @Test(arguments: ["method=exact", "method=adaptive", "method=stiff", "method=rosenbrock", ""])
  func aVisitAboveTheThresholdWithinAStepIsSeen(method: String) throws {
    // Its steps of 1 ms are of third order.
    let width = method == "method=rosenbrock" ? 0.02 : 1e-4
    var shell = ShellHarness()
    _ = try shell.run(
      """
      create spikes s times=10ms dt=1ms
      create refractorylif n t_ref=0ms dt=1ms spikes=exact tau=1ms \(method)
      connect s -> n synapse=ExpSynapse tau=0.3ms weight=12nA delay=0.1ms
      run s n 20ms; expect n.spikes == 1; expect n.first_spike == 10.4375ms +- \(width)
      """)
    // Its steps of 0.5 ms take more from the swing than is above the threshold.
    if method == "method=rosenbrock" { return }
    _ = try shell.run(
      """
      define Swing
        inherits Membrane
        param dt = 0.5ms > 0
        state mem = 0
        state v = 0/ms
        integral
          d mem/dt = v
          d v/dt = (1/ms - mem/ms)/ms
        spike
          spike when mem crosses 1.9925
      end
      create Swing w spikes=exact \(method)
      run w 10ms; expect w.spikes == 2; expect w.first_spike == 3.01904ms +- 1e-4
      expect w.last_spike == 9.30222ms +- 1e-4
      """)
  }

  // It goes below the threshold and back: a ball bounces twice in a step.
  @Test(arguments: ["rk4", "adaptive", "stiff", "rosenbrock", "exact"])
  func whatHappensTwiceInAStepIsSeenTwice(method: String) throws {
    var shell = ShellHarness()
    _ = try shell.run(
      """
      define Ball
        inherits Membrane
        state mem = -65mV
        state k = 0
        state v = 1mV/ms
        state x = 10mV
        event bounce when -x crosses 0mV
          v = -0.5*v
          k += 1
        integral
          d x/dt = v
          d v/dt = -1mV/ms^2
          d mem/dt = (-65mV - mem)/10ms
        spike
          spike when mem crosses 0mV
      end
      create Ball b spikes=exact method=\(method) dt=0.1ms; run b 147; expect b.k == 8
      expect b.x > -1e-6mV
      """)
  }

  @Test(arguments: methods + ["exact"])
  func anEventLetsOthersComeAbout(method: String) throws {
    var shell = ShellHarness()
    _ = try shell.run(
      """
      define Push
        inherits Membrane
        param dt = 1ms > 0
        state mem = -65mV
        state w = 0mV
        state j = 0
        event up when w crosses 5mV
          mem += 30mV
        event down when mem crosses -40mV
          j += 1
        integral
          d mem/dt = (-65mV - mem)/10ms
          d w/dt = (10mV - w)/10ms
        spike
          spike when mem crosses -50mV
          reset mem = -65mV
      end
      create Push a spikes=exact method=\(method) tolerance=1e-9; run a 30ms; expect a.j == 1
      """.replacing(
        " tolerance=1e-9", with: method.hasPrefix("r") || method.hasPrefix("e") ? "" : ""))
    let isExact = ["exact", "adaptive", "rk4"].contains(method)
    _ = try shell.run(
      "expect a.spikes == 1; expect a.first_spike == 6.93147ms +- \(isExact ? 1e-4 : 0.3)")
  }

  @Test func anEventDoesNotMoveWhatIsHeld() throws {
    var shell = ShellHarness()
    _ = try shell.run(
      """
      define Held
        inherits Membrane
        input I in mV
        state mem = -65mV
        state w = 0mV
        refractory 6ms
        event up when w crosses 3mV
          mem += 5mV
        integral
          d mem/dt = (-65mV - mem + I)/10ms
          d w/dt = 4mV/ms - w/3ms
        spike
          spike when mem >= -50mV
          reset mem = -65mV
          reset w = 0mV
      end
      create Held a spikes=exact dt=1ms; feed a const 30mV; run a 40ms
      expect a.spikes == 3; expect a.last_spike == 30.7893ms +- 1e-3
      """)
  }

  // u follows mem at every moment, wherever its line stands.
  @Test(arguments: methods + ["exact"])
  func whatFollowsDoesSoBetweenSteps(method: String) throws {
    var shell = ShellHarness()
    _ = try shell.run(
      """
      define Follow
        inherits Membrane
        param dt = 0.01ms > 0
        state mem = 0
        state u = 0
        integral
          let k = 2 - u
          d mem/dt = k/10ms
          u = mem
        spike
          spike when mem crosses 1
          reset mem = 0
      end
      create Follow a spikes=exact method=\(method) tolerance=1e-9; run a 20ms
      expect a.first_spike == 6.931472ms +- \(method == "exponential-euler" ? 0.005 : 1e-5)
      """.replacing(
        " tolerance=1e-9",
        with: ["adaptive", "stiff"].contains(method) ? " tolerance=1e-9 dt=1ms" : ""))
    #expect(
      refusal(
        &shell,
        """
        define Circle
          inherits Membrane
          spikes exact
          state u = 0mV
          integral
            let k = u
            d mem/dt = (k - mem)/10ms
            u = k + mem
        end
        """
      ).contains("follows from what follows from it"))
  }

  @Test(arguments: ["adaptive", "stiff"])
  func aPulseOfTheEquationsIsNotSteppedOver(method: String) throws {
    var shell = ShellHarness()
    _ = try shell.run(
      """
      define Pulsed
        inherits Membrane
        state mem = -65mV
        integral
          d mem/dt = (-65mV - mem + 600mV*heaviside(t - 50.3ms)*heaviside(51.2ms - t))/10ms
        spike
          spike when mem crosses -50mV
          reset mem = -65mV
      end
      create Pulsed a method=\(method); run a 100ms; expect a.spikes == 3
      expect a.first_spike == 50.5532ms +- 1e-3
      """)
  }

  @Test func whatHasNoMomentIsRefused() throws {
    var shell = ShellHarness()
    for condition in ["mem crosses -50mV or t crosses 10ms", "mem crosses -50mV and mem > -60mV"] {
      let text = """
        define Two
          inherits Membrane
          integral { d mem/dt = (-35mV - mem)/10ms }
          spikes exact
          spike { spike when \(condition) }
        end
        """
      #expect(refusal(&shell, text).contains("'\(condition)' joins a moment"))
    }
    _ = try shell.run(
      "create refractorylif n t_ref=1e-8ms dt=1ms spikes=exact Vr=-45mV; feed n const 2.5nA")
    #expect(refusal(&shell, "run n 50ms").contains("fires again and again"))
  }

  @Test func spikesAreToldWithTheirTimes() throws {
    var shell = ShellHarness()
    _ = try shell.run("create refractorylif n t_ref=2ms dt=1ms spikes=exact; feed n const 2.5nA")
    _ = try shell.run("run n 200ms")
    let why = try shell.run("why n")
    #expect(why.contains("n fired at 180.818 ms"))
    #expect(why.contains("that took 29.7259 ms since the spike at 151.092 ms"))
    #expect(try shell.run("set n dt=0.1ms").contains("200 steps that it took count as 20 ms now"))
    _ = try shell.run(
      """
      create refractorylif a t_ref=0ms dt=2ms spikes=exact; feed a const 40nA
      create refractorylif b t_ref=0ms dt=2ms spikes=exact; feed b const 38nA
      run a b 10ms; expect a.spikes == 12; expect b.spikes == 11
      """)
    #expect(try shell.run("plot a").contains("12 spikes"))
    let compared = try shell.run("compare a b")
    #expect(compared.contains("12 and 11 spikes"))
    #expect(compared.contains("mem differs most at"))
    #expect(try shell.run("why a").contains("that took 0.774"))
  }

  @Test func delaysBetweenStepsAreShownAndKept() throws {
    var shell = ShellHarness()
    _ = try shell.run(
      """
      create refractorylif p dt=1ms spikes=exact; feed p const 2.5nA
      create refractorylif q dt=1ms spikes=exact
      connect p -> q.mem weight=30mV delay=5.4ms; module m: p q; run m 35
      """)
    #expect(try shell.run("list connections").contains("5.4 ms"))
    // It is on its way: 32.1888 ms and 5.4 are 2.5888 behind the present.
    _ = try shell.run("set m.* dt=0.1ms; run m 100; expect q.last_spike == 6.08876ms +- 1e-4")
    var other = ShellHarness()
    _ = try other.run(
      "create refractorylif p dt=1ms; create refractorylif q dt=1ms; connect p -> q.mem weight=1mV delay=3ms name=c"
    )
    #expect(
      try other.run("module m: p q; set m.* dt=10ms").contains(
        "c: the delay of 3 ms is 10 ms in whole steps"))
    _ = try other.run("create refractorylif r dt=1ms; feed r pulse 2.5nA at=11ms for=3ms")
    #expect(
      try other.run("set r dt=10ms").contains(
        "r: 'pulse 2.5 nA at=11ms for=3ms' is 'pulse 2.5 nA at=10ms for=10ms' in whole steps"))
  }

  @Test func whatKeepsToStepsIsSaid() throws {
    var shell = ShellHarness()
    _ = try shell.run(
      """
      define Saturating "saturating arrival"
        inherits Synapse
        param tau = 5ms > 0
        integral
          mem = mem * exp(-dt / tau) + arrived - 0.01*arrived*arrived
      end
      create refractorylif p spikes=exact; create refractorylif a
      """)
    let note = "the equations of Saturating do not say what happens between steps"
    #expect(try !shell.run("connect p -> a synapse=Saturating weight=8nA").contains(note))
    #expect(try shell.run("set a spikes=exact").contains(note))
    #expect(try shell.run("connect p -> a synapse=Saturating weight=8nA name=d").contains(note))
    #expect(try !shell.run("connect p -> a synapse=ExpSynapse weight=8nA name=e").contains(note))
    _ = try shell.run("create hh h method=adaptive")
    #expect(
      refusal(&shell, "export h as=brian2 e.py").contains(
        "'set h method=rk4 spikes=grid' before"))
    _ = try shell.run("set h method=rk4 spikes=grid; export h as=brian2 e.py --force")
    // By its exact spikes a neuron may fire otherwise than the gradient thought.
    _ = try shell.run(
      "create refractorylif n t_ref=2ms dt=1ms spikes=exact step=500; feed n const 2.5nA")
    let fitted = try shell.run("fit n tau to spikes=20")
    #expect(fitted.contains("by those that are exact the loss is 0.5"))
    _ = try shell.run("run n; expect n.spikes == 21")
  }
}
