import Equations
import Neurons
import OrderedCollections

extension ExportPeer {
  // jNeuroML, the interpreter of LEMS that NeuroML comes with, which Python's package pyneuroml has.
  static let lems = ExportPeer(
    program: "python3", needs: "pyneuroml and Java",
    arguments: { file, outcome, _ in ["-c", driver, file, outcome] },
    // It writes numbers of 32 bits.
    precision: 1e-6,
    read: { outcome, network in
      let plain = outcome.replacing("\t", with: " ")
      guard let columns = table(plain), columns.count == 3, columns[0].count > network.steps,
        let cell = try? NeuroMLCell(network.neurons[0])
      else { return nil }
      // The first row is the beginning.
      let counts = columns[1].prefix(network.steps + 1)
      let spikes = zip(counts.dropFirst(), counts).map { $0 - $1 }
      let power = network.neurons[0].model.states["mem"]?.unit.powerOfTen ?? 0
      let unit = cell.isFlow ? Double("1e\(power)") ?? .nan : 1
      return [spikes, columns[2].dropFirst().prefix(network.steps).map { $0 / unit }]
    },
    method: { network in
      let cell = try? NeuroMLCell(network.neurons[0])
      return cell?.isFlow == true ? .euler : nil
    })

  private static let driver = """
    import glob, importlib.util, os, shutil, subprocess, sys, tempfile
    file, outcome = (os.path.abspath(path) for path in sys.argv[1:3])
    place = importlib.util.find_spec('pyneuroml').submodule_search_locations[0]
    jar = glob.glob(place + '/lib/jNeuroML*.jar')[0]
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(file, folder + '/neuron.xml')
        said = subprocess.run(['java', '-jar', jar, 'neuron.xml', '-nogui'], cwd=folder,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        tables = glob.glob(folder + '/*.dat')
        if not tables:
            sys.exit(said.stdout)
        shutil.move(tables[0], outcome)
    """
}
