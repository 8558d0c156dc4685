package dev.waybill.pipelines.dvc;

import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The files as git keeps them in a commit, asked of the git program.
 *
 * @param revision as it was asked for: a branch, a tag, HEAD~1
 * @param commit that it stands for
 */
public record GitRevision(Path home, String revision, String commit) implements FileTree {

    private record Answer(int exitCode, String text) {}

    /**
     * Finds a revision.
     *
     * @throws Refusal if there is no git, no repository or no such revision
     */
    public static GitRevision of(Path home, String revision) {
        Path root = home.toAbsolutePath().normalize();
        Answer repository = git(root, true, "rev-parse", "--is-inside-work-tree");
        if (repository.exitCode != 0) {
            String reason = repository.text.lines().findFirst().orElse("git failed");
            boolean none = repository.text.toLowerCase(Locale.ROOT).contains("not a git repository");
            throw refusal(
                    "git.no-repository",
                    revision,
                    none ? root + " is not in a git repository" : reason,
                    none ? "Run git init and commit the pipeline." : "See whether git status works there.");
        }
        Answer commit = git(root, false, "rev-parse", "--verify", "--quiet", revision + "^{commit}");
        if (revision.startsWith("-") || commit.exitCode != 0) {
            boolean unborn = git(root, false, "rev-parse", "--verify", "--quiet", "HEAD").exitCode != 0;
            throw refusal(
                    "git.unknown-revision",
                    revision,
                    unborn ? "nothing is committed yet" : "git knows no such revision",
                    unborn ? "Commit the pipeline first." : "Name a commit, a branch or a tag; see git log.");
        }
        return new GitRevision(root, revision, commit.text.strip());
    }

    @Override
    public Optional<String> text(Path file) {
        String path = home.relativize(file.toAbsolutePath().normalize()).toString();
        Answer answer = git(home, false, "cat-file", "blob", commit + ":./" + path);
        return answer.exitCode == 0 ? Optional.of(answer.text) : Optional.empty();
    }

    @Override
    public String name(Path file) {
        return revision + ":" + WorkingTree.name(home, file);
    }

    /** The lines that git answers to a question; none where there is no git, no repository or no answer. */
    public static List<String> ask(Path home, String... words) {
        try {
            Answer answer = git(home, false, words);
            return answer.exitCode == 0 ? answer.text.lines().toList() : List.of();
        } catch (Refusal e) {
            return List.of();
        }
    }

    private static Answer git(Path folder, boolean withErrors, String... words) {
        List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(withErrors);
        if (!withErrors) {
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        }
        builder.environment().put("LC_ALL", "C");
        return answer(builder);
    }

    private static Answer answer(ProcessBuilder builder) {
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw Refusal.mistake(
                    "git.missing",
                    "Cannot read what was committed: the program git cannot be started.",
                    "Install git, or add it to PATH.",
                    e);
        }
        try {
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(process.waitFor(), text);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read from git", e);
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while git ran", e);
        }
    }

    private static Refusal refusal(String code, String revision, String why, String remedy) {
        return Refusal.mistake(code, "Cannot compare with '" + revision + "': " + why + ".", remedy);
    }
}
