import Foundation
import PackagePlugin

/// Writes the commit that is built into a source file, anew with every build: what the manifest knows
/// of it is remembered from earlier ones.
@main
struct CommitPlugin: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) -> [Command] {
    let folder = context.pluginWorkDirectoryURL.appending(path: "Commit")
    // The file is left alone where it says the same, so that nothing is compiled again.
    let script = """
      cd "$0" && mkdir -p "$1" || exit 1
      commit=$(git describe --always --dirty=+ --exclude='*' 2>/dev/null)
      text="let builtCommit: String? = ${commit:+\\"$commit\\"}"
      [ -n "$commit" ] || text="${text}nil"
      [ "$(cat "$1/Commit.swift" 2>/dev/null)" = "$text" ] || echo "$text" > "$1/Commit.swift"
      """
    return [
      .prebuildCommand(
        displayName: "The commit", executable: URL(filePath: "/bin/sh"),
        arguments: ["-c", script, context.package.directoryURL.path, folder.path],
        outputFilesDirectory: folder)
    ]
  }
}
