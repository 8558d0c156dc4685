package dev.waybill.common.table;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * Which of several rows with one key is kept: the one with the latest time, a missing one being the earliest, and among
 * equals the one with the smallest hash. The choice depends on the rows alone, not on the order in which they come.
 *
 * @param time the column of the time
 * @param columns all that a row has
 */
public record Ranking(String time, List<String> columns) {

    /** The order in which the row to keep is the first. */
    public Column[] order() {
        return new Column[] {functions.col(time).desc_nulls_last(), hash("")};
    }

    /** Whether the row of one alias is kept rather than that of another. */
    Column beats(String one, String other) {
        Column mine = functions.col(one + "." + time);
        Column theirs = functions.col(other + "." + time);
        return mine.gt(theirs)
                .or(mine.isNotNull().and(theirs.isNull()))
                .or(mine.eqNullSafe(theirs).and(hash(one + ".").lt(hash(other + "."))));
    }

    /** Whether the rows of two aliases are the same. */
    Column same(String one, String other) {
        return hash(one + ".").equalTo(hash(other + "."));
    }

    private Column hash(String prefix) {
        return Content.hash(
                columns.stream().map(name -> functions.col(prefix + name)).toList());
    }
}
