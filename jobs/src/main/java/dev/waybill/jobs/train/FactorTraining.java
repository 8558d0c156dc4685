package dev.waybill.jobs.train;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.udf;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.FactorFolder;
import dev.waybill.common.model.FactorModel;
import dev.waybill.common.model.FactorModel.Factors;
import dev.waybill.common.model.Interactions;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Recommend;
import dev.waybill.common.section.Split;
import dev.waybill.common.table.Parts;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.TableVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.recommendation.ALS;
import org.apache.spark.ml.recommendation.ALSModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;

/** Factors of the users and items of the training rows, by Spark's alternating least squares. */
final class FactorTraining {

    /** All factors together, which are held in memory, at some 20 bytes each: 400 MB. */
    private static final long MOST_NUMBERS = 20_000_000;
    /** Fixed, since another number of blocks adds up in another order. */
    private static final int BLOCKS = 8;

    private static final String USER_NUMBER = "user_number";
    private static final String ITEM_NUMBER = "item_number";

    private FactorTraining() {}

    static Train.Made of(
            Dataset<Row> rows, TableVersion version, String featureSet, Train.Params params, JobContext context) {
        Recommend recommend = params.recommend().orElseThrow();
        Split split = Parts.of(params.split(), params.source(), rows, context.dateOf(params.source()));
        Dataset<Row> train = Parts.rows(rows, split, Part.train);
        Dataset<Row> pairs = Interactions.pairs(train, recommend).persist(StorageLevel.DISK_ONLY());
        try {
            require(pairs, recommend, split);
            List<Row> users = amounts(pairs, Interactions.USER);
            List<Row> items = amounts(pairs, Interactions.ITEM);
            context.progress()
                    .doing(String.format(
                            Locale.ROOT, "finding factors of %,d users and %,d items", users.size(), items.size()));
            ALSModel fitted = als(recommend).fit(numbered(pairs, users, items));
            FactorModel model = FactorFolder.write(
                    context.workspace().model(),
                    new FactorModel(
                            factors(users, byNumber(fitted.userFactors())),
                            factors(items, byNumber(fitted.itemFactors())),
                            recommend,
                            Train.provenance(params, split, version, featureSet, context),
                            ""));
            return new Train.Made(result(Sessions.count(train), model), SplitParts.of(rows, params.source(), split));
        } finally {
            pairs.unpersist();
        }
    }

    static void require(Dataset<Row> pairs, Recommend recommend, Split split) {
        Column strength = strength();
        Row found = Sessions.summary(pairs.agg(
                countDistinct(Interactions.USER),
                countDistinct(Interactions.ITEM),
                count_if(not(strength.gt(0).and(strength.leq(Float.MAX_VALUE)))),
                count(lit(1))));
        long users = found.getLong(0);
        long items = found.getLong(1);
        if (users < 2 || items < 2) {
            throw Refusal.mistake(
                    "train.no-rows",
                    "Cannot train: split.train %s has rows of %,d users and %,d items, and it takes two of each."
                            .formatted(split.words(Part.train), users, items),
                    "Correct the split, or look at recommend.user and recommend.item in the table features.");
        } else if (found.getLong(2) > 0) {
            throw Refusal.mistake(
                    "train.bad-strength",
                    "Cannot train: of %,d pairs of a user and an item, %,d have a recommend.strength that is missing, not a number, too large or not above 0."
                            .formatted(found.getLong(3), found.getLong(2)),
                    "Correct the feature, or quarantine such rows.");
        } else if ((users + items) * recommend.rank() > MOST_NUMBERS) {
            throw Refusal.mistake(
                    "train.too-many",
                    "Cannot train: %,d users and %,d items of %d factors are more than the %,d numbers that are held in memory."
                            .formatted(users, items, recommend.rank(), MOST_NUMBERS),
                    "Lower recommend.rank, or part users or items into several pipelines.");
        }
    }

    /** As the factors are fitted to it. */
    private static Column strength() {
        return col(Interactions.STRENGTH).cast("float");
    }

    /** By name, of how many of the other kind each has. */
    private static List<Row> amounts(Dataset<Row> pairs, String column) {
        return pairs.groupBy(column)
                .agg(count(lit(1)).as("amount"))
                .orderBy(column)
                .collectAsList();
    }

    private static ALS als(Recommend recommend) {
        return new ALS()
                .setImplicitPrefs(true)
                .setNonnegative(true)
                .setRank(recommend.rank())
                .setMaxIter(recommend.iterations())
                .setRegParam(recommend.regularization())
                .setAlpha(recommend.alpha())
                .setSeed(recommend.seed())
                .setNumBlocks(BLOCKS)
                .setUserCol(USER_NUMBER)
                .setItemCol(ITEM_NUMBER)
                .setRatingCol(Interactions.STRENGTH);
    }

    /** Always in the same order, so that sums come out alike. */
    private static Dataset<Row> numbered(Dataset<Row> pairs, List<Row> users, List<Row> items) {
        return pairs.select(
                        number(users, Interactions.USER).as(USER_NUMBER),
                        number(items, Interactions.ITEM).as(ITEM_NUMBER),
                        strength().as(Interactions.STRENGTH))
                .repartition(BLOCKS, col(USER_NUMBER))
                .sortWithinPartitions(USER_NUMBER, ITEM_NUMBER);
    }

    private static Column number(List<Row> names, String column) {
        HashMap<String, Integer> numbers = new HashMap<>();
        names.forEach(row -> numbers.put(row.getString(0), numbers.size()));
        return udf((UDF1<String, Integer>) numbers::get, DataTypes.IntegerType).apply(col(column));
    }

    private static Map<Integer, List<Float>> byNumber(Dataset<Row> found) {
        Map<Integer, List<Float>> byNumber = new HashMap<>();
        found.collectAsList().forEach(row -> byNumber.put(row.getInt(0), row.getList(1)));
        return byNumber;
    }

    /** @throws IllegalStateException where one has none: files of factors are read by their length */
    static List<Factors> factors(List<Row> names, Map<Integer, List<Float>> byNumber) {
        List<Factors> factors = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Row name = names.get(i);
            List<Float> values = byNumber.get(i);
            if (values == null) {
                throw new IllegalStateException("No factors were found of " + name.getString(0));
            }
            factors.add(new Factors(name.getString(0), name.getLong(1), List.copyOf(values)));
        }
        return List.copyOf(factors);
    }

    private static Train.Result result(long rows, FactorModel model) {
        return new Train.Result(
                rows,
                0,
                model.params().iterations(),
                2,
                List.of(),
                List.of(),
                model.sha256(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(String.format(
                        Locale.ROOT,
                        "%d factors of %,d users and %,d items",
                        model.params().rank(),
                        model.users().size(),
                        model.items().size())));
    }
}
