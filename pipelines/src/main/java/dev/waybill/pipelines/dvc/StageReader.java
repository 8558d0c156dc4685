package dev.waybill.pipelines.dvc;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.dvc.Stage.Dep;
import dev.waybill.pipelines.dvc.Stage.Kind;
import dev.waybill.pipelines.dvc.Stage.Out;
import dev.waybill.pipelines.dvc.Stage.ParamsFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one stage of a dvc.yaml whose templates are filled in. */
final class StageReader {

    static final Set<String> KEYS = Set.of(
            "cmd",
            "wdir",
            "deps",
            "params",
            "vars",
            "outs",
            "metrics",
            "plots",
            "desc",
            "frozen",
            "always_changed",
            "meta");
    private static final Set<String> OUT_KEYS =
            Set.of("cache", "persist", "remote", "push", "desc", "type", "labels", "meta", "checkpoint");
    private static final Set<String> PLOT_KEYS =
            plus(OUT_KEYS, Set.of("template", "x", "y", "x_label", "y_label", "title", "header"));

    private static final String DEFAULT_PARAMS = "params.yaml";
    private static final Pattern URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*");

    private final StrictNode node;
    private final Path home;
    private final Path folder;
    private final Path directory;

    private StageReader(StrictNode node, Path home, Path folder) {
        this.node = node;
        this.home = home;
        this.folder = folder;
        this.directory =
                folder.resolve(node.child("wdir").optionalText().orElse(".")).normalize();
    }

    /**
     * Reads the stage whose body stands at a node.
     *
     * @param home DVC's root
     * @param folder that holds the dvc.yaml: where {@code wdir} starts
     */
    static Stage read(StrictNode node, Path home, Path folder) {
        node.onlyKeys(KEYS);
        return new StageReader(node, home, folder).stage();
    }

    private Stage stage() {
        return new Stage(
                node.key(),
                node.place(),
                cmd(),
                directory,
                node.child("deps").items().stream().map(this::dep).toList(),
                params(),
                outs(),
                node.child("desc").optionalText(),
                node.child("frozen").flag(false),
                node.child("always_changed").flag(false),
                node.child("meta").node());
    }

    private Cmd cmd() {
        StrictNode cmd = node.child("cmd");
        if (!cmd.isPresent() || (cmd.node().isEmpty() && cmd.node().asText().isEmpty())) {
            throw node.wrong("has no 'cmd'");
        }
        return cmd.node().isArray()
                ? new Cmd(cmd.items().stream().map(StrictNode::text).toList(), true)
                : Cmd.of(cmd.text());
    }

    private Dep dep(StrictNode item) {
        return new Dep(written(item, item.text()), path(item.text()));
    }

    /** A file that is named several times depends on all keys that are named; one that is named whole, on all. */
    private List<ParamsFile> params() {
        Map<String, List<String>> files = new LinkedHashMap<>();
        Set<String> whole = new HashSet<>();
        for (StrictNode item : node.child("params").items()) {
            if (item.node().isValueNode()) {
                files.computeIfAbsent(DEFAULT_PARAMS, file -> new ArrayList<>()).add(item.text());
                continue;
            }
            for (StrictNode file : item.children()) {
                List<String> keys = file.items().stream().map(StrictNode::text).toList();
                if (keys.isEmpty()) {
                    whole.add(written(file, file.key()));
                }
                files.computeIfAbsent(written(file, file.key()), name -> new ArrayList<>())
                        .addAll(keys);
            }
        }
        return files.entrySet().stream()
                .map(file -> new ParamsFile(
                        file.getKey(),
                        path(file.getKey()),
                        whole.contains(file.getKey())
                                ? List.of()
                                : file.getValue().stream().distinct().toList()))
                .toList();
    }

    private List<Out> outs() {
        List<Out> outs = new ArrayList<>();
        Arrays.stream(Kind.values())
                .forEach(kind -> node.child(kind.name()).items().forEach(item -> outs.addAll(out(kind, item))));
        return List.copyOf(outs);
    }

    private List<Out> out(Kind kind, StrictNode item) {
        if (item.node().isValueNode()) {
            return List.of(new Out(written(item, item.text()), outPath(item, item.text()), kind, true, false));
        }
        return item.children().stream().map(flags -> flagged(kind, flags)).toList();
    }

    private Out flagged(Kind kind, StrictNode flags) {
        flags.onlyKeys(kind == Kind.plots ? PLOT_KEYS : OUT_KEYS);
        return new Out(
                written(flags, flags.key()),
                outPath(flags, flags.key()),
                kind,
                flags.child("cache").flag(true),
                flags.child("persist").flag(false));
    }

    /** As DVC calls it: an absolute path within the project becomes a relative one. */
    private String written(StrictNode at, String text) {
        if (URL.matcher(text).matches()) {
            throw Refusal.mistake(
                    "dvc.remote-path",
                    "Cannot use %s: '%s' is not a local path.".formatted(at.place(), text),
                    "Name remote data in params.yaml, and let the stage depend on those params.");
        }
        if (text.indexOf('\0') >= 0) {
            throw at.wrong("must not hold the character NUL, which no path has");
        }
        Path path = Path.of(text);
        return path.isAbsolute() && path.normalize().startsWith(home)
                ? directory.relativize(path.normalize()).toString()
                : text;
    }

    /** An output is removed before its stage runs, and dvc.yaml with it if it were inside; so DVC refuses it too. */
    private Path outPath(StrictNode at, String text) {
        Path path = path(text);
        if (folder.resolve(DvcFile.NAME).startsWith(path)) {
            throw Refusal.mistake(
                    "dvc.out-around",
                    "Cannot use %s: the output '%s' holds the dvc.yaml itself, and would be removed with it."
                            .formatted(at.place(), text),
                    "Name a file or a folder beside the dvc.yaml.");
        }
        return path;
    }

    private Path path(String text) {
        return directory.resolve(text).normalize();
    }

    private static Set<String> plus(Set<String> some, Set<String> others) {
        Set<String> all = new HashSet<>(some);
        all.addAll(others);
        return Set.copyOf(all);
    }
}
