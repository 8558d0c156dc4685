package dev.waybill.common.row;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.GeoFunctions;
import dev.waybill.common.table.Sessions;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.QueryPlanningTracker;
import org.apache.spark.sql.catalyst.analysis.Analyzer;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry$;
import org.apache.spark.sql.catalyst.analysis.TableFunctionRegistry$;
import org.apache.spark.sql.catalyst.catalog.InMemoryCatalog;
import org.apache.spark.sql.catalyst.catalog.SessionCatalog;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection$;
import org.apache.spark.sql.catalyst.optimizer.ConstantFolding$;
import org.apache.spark.sql.catalyst.optimizer.ReplaceExpressions$;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.types.DataTypeUtils$;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Columns computed from one row at a time, without a session or a job: Spark SQL, analysed by Spark's own analyser under the
 * settings of our sessions and compiled by Catalyst's code generation, so that a value is to the last bit the one that a
 * query over a dataset gives.
 *
 * <p>For one thread at a time: compiled expressions keep what they work with.
 */
public final class RowProgram {

    private final StructType schema;
    private final SQLConf settings;
    private final List<UnsafeProjection> steps;

    private RowProgram(StructType schema, SQLConf settings, List<UnsafeProjection> steps) {
        this.schema = schema;
        this.settings = settings;
        this.steps = steps;
    }

    /**
     * Compiles.
     *
     * @param rows the type of what is computed from
     * @param columns each with a name
     * @param zone that expressions see
     * @throws Refusal if Spark can make no sense of one of them
     */
    public static RowProgram of(StructType rows, List<Column> columns, ZoneId zone) {
        SQLConf settings = Sessions.settings(zone);
        return new RowProgram(rows, settings, List.of()).then(columns);
    }

    /** The type of columns over rows of a type, without compiling them. */
    public static StructType schema(StructType rows, List<Column> columns, ZoneId zone) {
        return SQLConf.withExistingConf(
                Sessions.settings(zone), () -> analysed(rows, columns).schema());
    }

    /** Columns computed from those of this one. */
    public RowProgram then(List<Column> columns) {
        return SQLConf.withExistingConf(settings, () -> {
            Project plan = analysed(schema, columns);
            List<UnsafeProjection> all =
                    Stream.concat(steps.stream(), Stream.of(compiled(plan))).toList();
            return new RowProgram(plan.schema(), settings, all);
        });
    }

    private static Project analysed(StructType rows, List<Column> columns) {
        List<Attribute> attributes =
                List.copyOf(JavaConverters.seqAsJavaList(DataTypeUtils$.MODULE$.toAttributes(rows)));
        List<NamedExpression> named = columns.stream().map(Column::named).toList();
        return (Project) analysed(new Project(seq(named), new LocalRelation(seq(attributes), seq(List.of()), false)));
    }

    /** Of what the optimiser does, it takes what expressions cannot be run without, and what spares work. */
    private static UnsafeProjection compiled(Project analysed) {
        Project plan = (Project) ConstantFolding$.MODULE$.apply(ReplaceExpressions$.MODULE$.apply(analysed));
        List<Expression> expressions = JavaConverters.seqAsJavaList(plan.projectList()).stream()
                .map(Expression.class::cast)
                .toList();
        return UnsafeProjection$.MODULE$.create(seq(expressions), plan.child().output());
    }

    private static <T> Seq<T> seq(List<T> list) {
        return JavaConverters.asScalaBuffer(list).toSeq();
    }

    private static LogicalPlan analysed(LogicalPlan plan) {
        try {
            return new Analyzer(Catalog.INSTANCE).executeAndCheck(plan, new QueryPlanningTracker(Option.empty()));
        } catch (Exception e) {
            if (!(e instanceof AnalysisException)) {
                throw e;
            }
            throw Refusal.mistake(
                    "params.bad-expression",
                    "Invalid params: Spark cannot evaluate an expression: " + e.getMessage(),
                    "Correct the expression.",
                    e);
        }
    }

    /** The type of what is computed. */
    public StructType schema() {
        return schema;
    }

    /** Computes from a row; the result is good until the next one is asked for. */
    public InternalRow apply(InternalRow row) {
        return SQLConf.withExistingConf(settings, () -> {
            InternalRow result = row;
            for (UnsafeProjection step : steps) {
                result = step.apply(result);
            }
            return result;
        });
    }

    /** The functions that expressions may use, and no table. */
    private static final class Catalog {

        private static final SessionCatalog INSTANCE = catalog();

        private static SessionCatalog catalog() {
            FunctionRegistry functions = FunctionRegistry$.MODULE$.builtin().clone();
            GeoFunctions.register(functions);
            return new SessionCatalog(
                    new InMemoryCatalog(new SparkConf(false), new Configuration(false)),
                    functions,
                    TableFunctionRegistry$.MODULE$.builtin());
        }
    }
}
