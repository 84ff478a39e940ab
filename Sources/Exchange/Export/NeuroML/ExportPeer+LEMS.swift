import Equations
import Neurons
import OrderedCollections

extension ExportPeer {
  // The interpreter of LEMS in Python, with NeuroML's component types out of jNeuroML, which pyneuroml has.
  static let lems = ExportPeer(
    program: "python3", needs: "pylems and pyneuroml",
    arguments: { file, outcome, _ in ["-c", driver, file, outcome] },
    read: { outcome, network in
      guard let columns = table(outcome), columns.count == 3,
        let cell = try? NeuroMLCell(network.neurons[0])
      else { return nil }
      let counts = columns[1]
      let spikes = zip(counts, [0] + counts).map { $0 - $1 }
      let power = network.neurons[0].model.states["mem"]?.unit.powerOfTen ?? 0
      let unit = cell.isFlow ? Double("1e\(power)") ?? .nan : 1
      return [spikes, columns[2].map { $0 / unit }]
    },
    method: { network in
      let cell = try? NeuroMLCell(network.neurons[0])
      return cell?.isFlow == true ? .euler : nil
    })

  private static let driver = """
    import glob, importlib.util, os, shutil, sys, tempfile, types, zipfile
    from lems.model.model import Model
    from lems.run import process_simulation_output
    from lems.sim.build import SimulationBuilder
    file, outcome = (os.path.abspath(path) for path in sys.argv[1:3])
    place = importlib.util.find_spec('pyneuroml').submodule_search_locations[0]
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        with zipfile.ZipFile(glob.glob(place + '/lib/*.jar')[0]) as jar:
            jar.extractall(members=[n for n in jar.namelist() if n.startswith('NeuroML2CoreTypes/')])
        model = Model()
        model.add_include_directory('NeuroML2CoreTypes')
        model.import_from_file(file)
        simulation = SimulationBuilder(model.resolve()).build()
        simulation.run()
        process_simulation_output(simulation, model, types.SimpleNamespace(nogui=True))
        shutil.move(glob.glob('*.dat')[0], outcome)
    """
}
