import Equations
import Simulation

extension ExportPeer {
  // NIR has no simulator of its own: its package reads the graph, and what it defines of a neuron is solved
  // as it stands there, with the exponential where there is an equation.
  static let nir = ExportPeer(
    program: "python3", needs: "nir",
    arguments: { file, outcome, network in
      ["-c", driver, file, outcome, isStep(network) ? "steps" : "equations"]
    },
    read: { outcome, _ in table(outcome) },
    method: { isStep($0) ? nil : .exponentialEuler })

  private static func isStep(_ network: ExportedNetwork) -> Bool {
    (try? NIRNeuron(network.neurons[0]))?.isStep == true
  }

  private static let driver = """
    import os, runpy, sys, tempfile
    import nir
    import numpy as np
    script, outcome, kind = sys.argv[1:4]
    with tempfile.TemporaryDirectory() as folder:
        sys.argv = [script, os.path.join(folder, 'graph.nir')]
        said = runpy.run_path(script, run_name='__main__')
        graph = nir.read(sys.argv[1])
    nodes, dt, steps = graph.nodes, said['dt'], said['steps']
    # Neurons stand in the script in the order in which they take a step.
    order = list(said['mem'])
    mem = {name: np.asarray(said['mem'][name]) for name in order}
    currents = {name: np.asarray(said['currents'].get(name, np.zeros(len(mem[name])))) for name in order}
    fired = {name: np.zeros((steps, len(mem[name]))) for name in order}
    course = {name: np.zeros((steps, len(mem[name]))) for name in order}
    before = {}
    for a, b in graph.edges:
        before.setdefault(b, []).append(a)
    links = {name: [] for name in order}
    for name in order:
        for linear in before[name]:
            if isinstance(nodes[linear], nir.Linear):
                delay, source = 0, before[linear][0]
                if isinstance(nodes[source], nir.Delay):
                    delay, source = round(nodes[source].delay[0] / dt), before[source][0]
                # What is not late comes in the same step from those before, else in the next one.
                late = max(delay, int(order.index(source) >= order.index(name)))
                links[name].append((source, nodes[linear].weight, late))
    for step in range(steps):
        for name in order:
            node, v, current = nodes[name], mem[name], currents[name]
            if current.ndim == 2:
                current = current[step]
            for source, weight, late in links[name]:
                if step >= late:
                    current = current + weight @ fired[source][step - late]
            if isinstance(node, nir.IF):
                v = v + node.r * current * dt
            else:
                end = node.v_leak + node.r * current
                part = dt / node.tau if kind == 'steps' else -np.expm1(-dt / node.tau)
                v = v + (end - v) * part
            fired[name][step] = v > node.v_threshold
            mem[name] = np.where(v > node.v_threshold, node.v_reset, v)
            course[name][step] = mem[name]
    table = [fired[name] for name in order] + [course[name] for name in order]
    np.savetxt(outcome, np.hstack(table), fmt='%.17g')
    """
}
