extension ExportPeer {
  // NEURON from Python; what translates mechanisms for it is beside that Python, and needs a compiler of C.
  static let neuron = ExportPeer(
    program: "python3", needs: "neuron and a C compiler",
    arguments: { file, outcome, network in
      let mechanism = try? NMODLMechanism(network.neurons[0])
      let names = [mechanism?.name, mechanism?.variable("spike"), mechanism?.variable("mem")]
      return ["-c", driver, file, outcome, "\(network.steps)"] + names.map { $0 ?? "" }
    },
    read: { outcome, _ in table(outcome) })

  private static let driver = """
    import os, shutil, subprocess, sys, tempfile
    file, outcome = (os.path.abspath(path) for path in sys.argv[1:3])
    steps, name, spike, mem = int(sys.argv[3]), *sys.argv[4:7]
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        shutil.copy(file, 'mechanism.mod')
        beside = os.path.join(os.path.dirname(sys.executable), 'nrnivmodl')
        translator = [sys.executable, beside] if os.path.exists(beside) else ['nrnivmodl']
        said = subprocess.run(translator, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if said.returncode:
            sys.exit(said.stdout)
        # It loads what was compiled in the folder in which it is imported.
        from neuron import h
        section = h.Section()
        process = getattr(h, name)(section(0.5))
        h.finitialize(-65)
        with open(outcome, 'w') as table:
            for _ in range(steps):
                h.fadvance()
                print(repr(getattr(process, spike)), repr(getattr(process, mem)), file=table)
    """
}
