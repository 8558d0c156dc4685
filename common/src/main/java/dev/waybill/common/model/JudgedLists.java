package dev.waybill.common.model;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** How good the lists of several rankings are for each user. */
public final class JudgedLists {

    /** Whether the first of the rankings knows the user. */
    public static final String KNOWN = "known";

    private JudgedLists() {}

    /** The column of a ranking's recall. */
    public static String recall(int ranking) {
        return "recall_" + ranking;
    }

    public static String ndcg(int ranking) {
        return "ndcg_" + ranking;
    }

    /**
     * One row for each user: {@link Interactions#USER}, {@link #KNOWN}, and of each ranking its recall and NDCG.
     *
     * @param users see {@link Interactions#judged}
     * @param most as many items are in a list
     */
    public static Dataset<Row> of(Dataset<Row> users, List<Preferences> rankings, int most) {
        StructType schema = new StructType()
                .add(Interactions.USER, DataTypes.StringType, false)
                .add(KNOWN, DataTypes.BooleanType, false);
        for (int i = 0; i < rankings.size(); i++) {
            schema = schema.add(recall(i), DataTypes.DoubleType, false).add(ndcg(i), DataTypes.DoubleType, false);
        }
        Broadcast<ArrayList<Preferences>> sent =
                new JavaSparkContext(users.sparkSession().sparkContext()).broadcast(new ArrayList<>(rankings));
        return users.select(Interactions.USER, Interactions.HAD, Interactions.WANTED)
                .map((MapFunction<Row, Row>) row -> judged(row, sent.value(), most), Encoders.row(schema));
    }

    private static Row judged(Row row, List<Preferences> rankings, int most) {
        String user = row.getString(0);
        List<Object> cells = new ArrayList<>(List.of(user, rankings.get(0).knows(user)));
        for (Preferences ranking : rankings) {
            double[] figures = ranking.judged(user, row.getList(1), row.getList(2), most);
            cells.add(figures[0]);
            cells.add(figures[1]);
        }
        return RowFactory.create(cells.toArray());
    }
}
