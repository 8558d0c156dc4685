package dev.waybill.pipelines.dvc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Which files DVC does not see: those that {@code .dvcignore} files name in the manner of {@code .gitignore}, what git
 * and DVC keep for themselves, and DVC projects within this one. Outside of the project nothing is ignored.
 */
final class DvcIgnore {

    static final String FILE = ".dvcignore";

    private static final List<String> ALWAYS = List.of(".hg/", ".git/", ".git", ".dvc/");

    private final Path root;
    private final Map<Path, List<IgnoreRule>> rules = new HashMap<>();

    /** @param root the folder that holds {@code .dvc} */
    DvcIgnore(Path root) {
        this.root = root;
    }

    /** Whether a path is ignored, or lies below one that is. */
    boolean ignores(Path path, boolean isFolder) {
        if (!path.startsWith(root) || path.equals(root)) {
            return false;
        }
        Path parent = Objects.requireNonNull(path.getParent());
        return ignores(parent, true) || ignoredIn(parent, path, isFolder);
    }

    /** As {@link #ignores}, for a path whose parent is known not to be ignored. */
    boolean ignoredIn(Path parent, Path path, boolean isFolder) {
        if (!parent.startsWith(root)) {
            return false;
        }
        List<IgnoreRule> known = rules(parent);
        for (int i = known.size() - 1; i >= 0; i--) {
            Optional<Boolean> verdict = known.get(i).ignores(path, isFolder);
            if (verdict.isPresent()) {
                return verdict.get();
            }
        }
        return isFolder && Files.isDirectory(path.resolve(".dvc"));
    }

    /** The rules of a folder and of those above it, the strongest last. */
    private List<IgnoreRule> rules(Path folder) {
        List<IgnoreRule> known = rules.get(folder);
        if (known == null) {
            known = new ArrayList<>(
                    folder.equals(root) ? rules(root, ALWAYS) : rules(Objects.requireNonNull(folder.getParent())));
            known.addAll(rules(folder, lines(folder.resolve(FILE))));
            rules.put(folder, known);
        }
        return known;
    }

    private static List<IgnoreRule> rules(Path folder, List<String> lines) {
        return lines.stream()
                .flatMap(line -> IgnoreRule.of(folder, line).stream())
                .toList();
    }

    private List<String> lines(Path file) {
        return new WorkingTree(root)
                .text(file)
                .map(text -> text.lines().toList())
                .orElse(List.of());
    }
}
