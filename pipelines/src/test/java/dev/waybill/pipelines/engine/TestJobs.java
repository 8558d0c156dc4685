package dev.waybill.pipelines.engine;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.RawPath;
import dev.waybill.common.job.Verdict;
import dev.waybill.common.params.Default;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Jobs that do little, each ending in another way. */
public final class TestJobs {

    private TestJobs() {}

    public static List<Job<?, ?>> all() {
        return List.of(
                new Weigh(),
                new Sort(),
                new Shelve(),
                new Stamp(),
                new Lose(),
                new Refuse(),
                new Judge(),
                new Idle(),
                new Open(),
                new Query());
    }

    /** A job's own section of params.yaml. */
    public record Scale(int grams) {}

    /** Weighs, says so, and writes it to weights.json. */
    public static final class Weigh implements Job<Weigh.Params, Weigh.Result> {

        public record Params(Scale weigh) {}

        public record Result(int weightGrams) {}

        @Override
        public String name() {
            return "weigh";
        }

        @Override
        public Class<Params> params() {
            return Params.class;
        }

        @Override
        public Result run(Params params, JobContext context) {
            context.progress().doing("weighing " + params.weigh().grams() + " g");
            Result result = new Result(params.weigh().grams());
            JsonFile.write(context.workspace().home().resolve("weights.json"), result);
            return result;
        }

        @Override
        public String summary(Result result) {
            return result.weightGrams() + " g";
        }
    }

    /** Reads a section that may be left out. */
    static final class Sort implements Job<Sort.Sizes, Record> {

        public record Sizes(Map<String, Integer> sizes) {}

        @Override
        public String name() {
            return "sort";
        }

        @Override
        public Class<Sizes> params() {
            return Sizes.class;
        }

        @Override
        public Record run(Sizes params, JobContext context) {
            return params;
        }

        @Override
        public String summary(Record result) {
            return "sorted";
        }
    }

    /** Where a crate is, outside of the pipeline. */
    public record Crate(String path) {}

    /** Reads a file that no stage makes. */
    static final class Open implements Job<Open.Crates, Record> {

        public record Crates(@Default("{path: ''}") Crate crate) {}

        @Override
        public String name() {
            return "open";
        }

        @Override
        public Class<Crates> params() {
            return Crates.class;
        }

        @Override
        public List<RawPath> rawPaths(Crates params) {
            return List.of(new RawPath("crate.path", params.crate().path(), "csv"));
        }

        @Override
        public Record run(Crates params, JobContext context) {
            return params;
        }

        @Override
        public String summary(Record result) {
            return "opened";
        }
    }

    /** Puts as many rows as it weighed grams into the table shelf. */
    private static final class Shelve extends Plain {
        Shelve() {
            super("shelve");
        }

        @Override
        public boolean byDate() {
            return true;
        }

        @Override
        public Record run(NoParams params, JobContext context) {
            Weigh.Result weight = JsonFile.read(context.workspace().home().resolve("weights.json"), Weigh.Result.class);
            context.tables()
                    .overwrite(
                            "shelf",
                            context.spark()
                                    .range(weight.weightGrams())
                                    .coalesce(1)
                                    .toDF("gram"));
            context.tables().append("log", context.spark().range(1).toDF("entry"));
            return new Done(context.workspace().runId());
        }
    }

    /** Nothing of params.yaml. */
    public record NoParams() {}

    /** Which run did it. */
    public record Done(String by) {}

    private abstract static class Plain implements Job<NoParams, Record> {

        private final String name;

        Plain(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Class<NoParams> params() {
            return NoParams.class;
        }

        @Override
        public String summary(Record result) {
            return name + " done";
        }
    }

    private static final class Stamp extends Plain {
        Stamp() {
            super("stamp");
        }

        @Override
        public Record run(NoParams params, JobContext context) {
            return new Done(context.workspace().runId());
        }
    }

    /** Ends with a bug. */
    private static final class Lose extends Plain {
        Lose() {
            super("lose");
        }

        @Override
        public Record run(NoParams params, JobContext context) {
            throw new IllegalStateException("parcel lost");
        }
    }

    /** Refuses what it was given, as a library told it to. */
    private static final class Refuse extends Plain {
        Refuse() {
            super("refuse");
        }

        @Override
        public Record run(NoParams params, JobContext context) {
            throw Refusal.data(
                    "parcel.torn",
                    "Cannot take the parcel: it is torn.",
                    "Wrap it again.",
                    new IllegalArgumentException("torn"));
        }
    }

    /** Has nothing to do yet. */
    private static final class Idle extends Plain {
        Idle() {
            super("idle");
        }

        @Override
        public Record run(NoParams params, JobContext context) {
            throw Refusal.nothingToDo("parcel.none", "No parcel came yet.", "Come back tomorrow.");
        }
    }

    /** Ends with one of Spark's checked exceptions, which javac does not see. */
    private static final class Query extends Plain {
        Query() {
            super("query");
        }

        @Override
        public Record run(NoParams params, JobContext context) {
            context.spark().sql("select parcels").count();
            return new Done("nobody");
        }
    }

    /** Says no. */
    private static final class Judge extends Plain {
        Judge() {
            super("judge");
        }

        @Override
        public Record run(NoParams params, JobContext context) {
            return new No();
        }
    }

    /** A no to promotion. */
    public record No() implements Verdict {
        @Override
        public Optional<ExitCode> verdict() {
            return Optional.of(ExitCode.PROMOTION_REFUSED);
        }
    }
}
