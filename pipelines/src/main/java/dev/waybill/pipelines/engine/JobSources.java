package dev.waybill.pipelines.engine;

import dev.waybill.common.job.Job;
import dev.waybill.pipelines.dvc.Stage;
import dev.waybill.pipelines.dvc.Stage.Dep;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The source folders that a job's classes lie in, those of all packages that it reaches: what its stage depends on, so
 * that it runs again when its code changes, and for no other code.
 *
 * @param folders below the project's home, none within another: for DVC a folder is all that is below it
 */
public record JobSources(List<String> folders) {

    private static final String SOURCES = "/src/main/java/";
    /** Whoever has source folders of his own may name them, too. */
    private static final List<String> OURS = List.of("common" + SOURCES, "jobs" + SOURCES);

    public static JobSources of(Job<?, ?> job) {
        Set<String> packages = ClassReferences.from(job.getClass()).stream()
                .map(JobSources::folder)
                .collect(Collectors.toSet());
        return new JobSources(packages.stream()
                .filter(folder -> packages.stream().noneMatch(other -> folder.startsWith(other + "/")))
                .sorted()
                .toList());
    }

    /** A module is a folder, and a package below dev.waybill: {@code common/src/main/java/dev/waybill/common/job}. */
    private static String folder(String name) {
        String module = name.split("/", -1)[2];
        return module + SOURCES + name.substring(0, name.lastIndexOf('/'));
    }

    /** In which source folders the deps of its stage differ, in a sentence; none that names no source at all. */
    Optional<String> unlike(Stage stage, Path home) {
        List<String> named = named(stage, home);
        List<String> lines = named.isEmpty() ? List.of() : lines(named);
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of("The deps of stage '%s' (%s) are not the sources that its job reaches: %s."
                        .formatted(stage.name(), stage.place(), String.join(", ", lines)));
    }

    private static List<String> named(Stage stage, Path home) {
        Path root = home.toAbsolutePath().normalize();
        return stage.deps().stream()
                .map(Dep::path)
                .filter(path -> path.startsWith(root))
                .map(path -> root.relativize(path).toString().replace('\\', '/'))
                .filter(path -> OURS.stream().anyMatch((path + "/")::startsWith))
                .toList();
    }

    private List<String> lines(List<String> named) {
        List<String> lines = new ArrayList<>();
        folders.stream()
                .filter(folder -> !named.contains(folder))
                .forEach(folder -> lines.add("add '- %s'".formatted(folder)));
        named.stream().filter(dep -> !folders.contains(dep)).forEach(dep -> lines.add("remove '- %s'".formatted(dep)));
        return lines;
    }
}
