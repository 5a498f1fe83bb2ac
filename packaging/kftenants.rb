# A template: script/index fills it.
class Kftenants < Formula
  desc "Plan and apply who may use Kubeflow, from one reviewed file"
  homepage "@REPOSITORY@"
  version "@VERSION@"
  license "Apache-2.0"

  on_macos do
    depends_on arch: :arm64
    on_arm do
      url "@DOWNLOAD@/kftenants-@VERSION@-osx-arm64.tar.gz"
      sha256 "@SHA256:osx-arm64@"
    end
  end

  on_linux do
    on_arm do
      url "@DOWNLOAD@/kftenants-@VERSION@-linux-arm64.tar.gz"
      sha256 "@SHA256:linux-arm64@"
    end
    on_intel do
      url "@DOWNLOAD@/kftenants-@VERSION@-linux-x64.tar.gz"
      sha256 "@SHA256:linux-x64@"
    end
  end

  def install
    bin.install "kftenants"
    man1.install Dir["man/*.1"]
    generate_completions_from_executable(bin/"kftenants", "completion", shells: [:bash, :zsh, :fish])
  end

  test do
    assert_match "kftenants #{version} (", shell_output("#{bin}/kftenants --version")
  end
end
