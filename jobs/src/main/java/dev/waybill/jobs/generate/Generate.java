package dev.waybill.jobs.generate;

import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.params.Default;
import dev.waybill.common.refusal.Refusal;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Makes up the raw rows that a pipeline reads: the same params give the same files, byte for byte. Its stage names the folder
 * among its outs, so that the rows are there before anything reads them.
 */
public final class Generate implements Job<Generate.Params, Generate.Result> {

    /** Sections of params.yaml. */
    public record Params(Optional<Plan> generate) {}

    /**
     * What is made up.
     *
     * @param path of the folder, from the project's root
     * @param days from 2024-01-01 on, over which the rows are spread
     * @param odd the share of rows that something is wrong with
     */
    public record Plan(
            Kind kind,
            String path,
            @Default("30000") long rows,
            @Default("30") int days,
            @Default("0.01") double odd,
            @Default("42") long seed) {

        private static final long MOST_ROWS = 100_000_000;

        public Plan {
            if (rows < 1 || rows > MOST_ROWS) {
                throw new IllegalArgumentException("has rows %d, but it must be 1 to %d".formatted(rows, MOST_ROWS));
            }
            if (days < 1) {
                throw new IllegalArgumentException("has days %d, but it must be at least 1".formatted(days));
            }
            if (!(odd >= 0 && odd <= 0.5)) {
                throw new IllegalArgumentException("has odd %s, but it must be 0 to 0.5".formatted(odd));
            }
            if (!path.startsWith("data/") || path.contains("..")) {
                throw new IllegalArgumentException("has path %s, but made-up rows go below data/".formatted(path));
            }
        }
    }

    /** Which rows. */
    public enum Kind {
        /** See {@link Parcels}. */
        parcels,
        /** See {@link Visits}. */
        visits,
        /** See {@link Suggestions}. */
        suggestions
    }

    /** What was written. */
    public record Result(long rows, String path) {}

    @Override
    public String name() {
        return "generate";
    }

    @Override
    public Class<Params> params() {
        return Params.class;
    }

    @Override
    public Result run(Params params, JobContext context) {
        Plan plan = params.generate()
                .orElseThrow(() -> Refusal.mistake(
                        "generate.no-section",
                        "Cannot make up rows: params.yaml has no section 'generate'.",
                        "Say which, such as generate: {kind: parcels, path: data/made-up}."));
        context.progress().doing("making up " + plan.kind());
        Path folder = context.workspace().home().resolve(plan.path());
        MadeUpFiles.write(rows(plan, context), folder);
        return new Result(plan.rows(), plan.path());
    }

    private static Dataset<Row> rows(Plan plan, JobContext context) {
        return switch (plan.kind()) {
            case parcels -> Parcels.of(context.spark(), plan);
            case visits -> Visits.of(context.spark(), plan);
            case suggestions -> Suggestions.of(context.spark(), plan);
        };
    }

    @Override
    public String summary(Result result) {
        return String.format(Locale.ROOT, "%,d made-up rows in %s", result.rows(), result.path());
    }
}
