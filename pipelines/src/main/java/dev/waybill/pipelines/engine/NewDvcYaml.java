package dev.waybill.pipelines.engine;

import dev.waybill.common.job.Artifact;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.RawPath;
import dev.waybill.common.params.Params;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The dvc.yaml of a new pipeline, of what its jobs say that they read and write. */
final class NewDvcYaml {

    /** Those that a pipeline's stages run; the others are run by hand. */
    private static final Map<String, String> STAGES = stages();

    private static final String HEAD = """
            # The stages of the pipeline, for DVC (https://dvc.org/doc/user-guide/project-structure/dvcyaml-files) and for Waybill.
            # Written by ./waybill new; where it no longer fits its jobs, ./waybill doctor -p NAME says which line to change.
            #
            # - All paths start at the project's root, which is why each stage has `wdir: ../..`.
            # - A stage runs again when one of its deps has changed: the source of the packages that its job reaches, or what
            #   a stage before it made. Of params.yaml only the named sections count.
            # - A table is not a file: DVC sees a pointer to it in tables/<table>.json.
            # - `cache: false`: DVC compares these files but keeps no copies, since the tables and the model registry keep
            #   versions.
            # - Other files that a stage reads, such as a table of zones, belong into its deps.
            stages:
            """;

    private final String name;
    private final Params params;
    private final List<Job<?, ?>> jobs;

    /** @param all jobs that there are */
    NewDvcYaml(String name, Params params, List<Job<?, ?>> all) {
        this.name = name;
        this.params = params;
        this.jobs = all.stream().filter(job -> STAGES.containsKey(job.name())).toList();
    }

    private static Map<String, String> stages() {
        Map<String, String> stages = new LinkedHashMap<>();
        stages.put("prepare", "type and clean the raw rows, set bad ones aside");
        stages.put("feature-engineer", "compute what the model looks at");
        stages.put("train", "grow the trees");
        stages.put("evaluate", "judge the model on days that it has not seen");
        stages.put("register", "give the model a version in the registry");
        stages.put("promote", "put it into production if the gates let it through");
        stages.put("batch-score", "predict with the model in production");
        stages.put("drift-report", "compare the later days with those of training");
        return stages;
    }

    String text() {
        return HEAD.replace("NAME", name) + jobs.stream().map(this::stage).collect(Collectors.joining("\n"));
    }

    private <P extends Record> String stage(Job<P, ?> job) {
        P bound = params.bind(job.params());
        String head = """
                  %s:
                    desc: %s
                    wdir: ../..
                    cmd: ./waybill job %s --pipeline %s
                    deps:
                """.formatted(job.name(), STAGES.get(job.name()), job.name(), name);
        String sections = "    params:\n      - %s: [%s]\n"
                .formatted(path("params.yaml"), String.join(", ", params.present(job.params())));
        return head + deps(job, bound) + sections + outs(job.writes(bound));
    }

    private <P extends Record> String deps(Job<P, ?> job, P bound) {
        Stream<String> raw = job.rawPaths(bound).stream().map(RawPath::path);
        Set<Artifact> made =
                jobs.stream().flatMap(other -> writes(other).stream()).collect(Collectors.toSet());
        Stream<String> files = job.reads(bound).stream()
                .filter(artifact -> made.stream().anyMatch(out -> out.path().equals(artifact.path())))
                .map(artifact -> path(artifact.path()));
        return Stream.of(JobSources.of(job).folders().stream(), raw, files)
                .flatMap(lines -> lines)
                .map("      - %s\n"::formatted)
                .collect(Collectors.joining());
    }

    private <P extends Record> List<Artifact> writes(Job<P, ?> job) {
        return job.writes(params.bind(job.params()));
    }

    private String outs(List<Artifact> writes) {
        StringBuilder text = new StringBuilder();
        for (Artifact.Kind kind : Artifact.Kind.values()) {
            List<Artifact> those =
                    writes.stream().filter(artifact -> artifact.kind() == kind).toList();
            if (!those.isEmpty()) {
                text.append("    %s:\n".formatted(kind));
                those.forEach(artifact -> text.append("      - %s: {cache: false}\n".formatted(path(artifact.path()))));
            }
        }
        return text.toString();
    }

    private String path(String below) {
        return "pipelines/%s/%s".formatted(name, below);
    }
}
