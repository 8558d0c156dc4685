package dev.waybill.pipelines.cli;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.engine.Pipeline;
import java.util.Collection;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "sql",
        description = "Answers a query over a pipeline's tables, each by its name; it never writes.",
        footer = {"", "Example:", "  ./waybill sql \"select hour, count(*) from features group by hour\" -p green-taxi"
        })
final class SqlCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Parameters(paramLabel = "QUERY", description = "In Spark SQL; show tables and describe TABLE work too.")
    private String query = "";

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "The most rows to print, 0 for all of them; 50 if not given.")
    private int limit;

    @Mixin
    private final PipelineOptions options = new PipelineOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    SqlCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        requireLimit();
        Pipeline pipeline = invocation.pipeline(options);
        try {
            QueryResult answer = answer(pipeline);
            if (common.json) {
                answer.printJson(invocation.out());
            } else {
                answer.printTable(invocation.terminal(), invocation.out());
            }
        } catch (Exception e) { // Scala throws a checked AnalysisException that javac does not see
            throw Statement.mistake(e).orElseThrow(() -> unexpected(e));
        }
        return ExitCode.DONE.number();
    }

    private QueryResult answer(Pipeline pipeline) {
        try (Display display = invocation.display(common.json)) {
            JobContext context = invocation.open(pipeline, options, display::doing);
            Collection<String> named = Statement.requireQuery(
                    context.spark(), query, context.tables().names());
            display.doing("running the query");
            Dataset<Row> rows = context.tables().sql(query, named);
            return common.json ? QueryResult.objects(rows, limit) : QueryResult.texts(rows, limit);
        }
    }

    private void requireLimit() {
        if (limit < 0) {
            throw Refusal.mistake(
                    "usage.invalid", "Cannot print " + limit + " rows.", "Give --limit a number from 1, or 0 for all.");
        }
    }

    private static RuntimeException unexpected(Exception failure) {
        return failure instanceof RuntimeException runtime ? runtime : new IllegalStateException(failure);
    }
}
