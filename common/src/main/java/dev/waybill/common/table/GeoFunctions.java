package dev.waybill.common.table;

import com.uber.h3core.H3Core;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.api.java.UDF4;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.encoders.ExpressionEncoder;
import org.apache.spark.sql.catalyst.expressions.ScalaUDF;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import scala.Function3;
import scala.Function4;
import scala.Option;
import scala.collection.JavaConverters;

/**
 * Spark SQL functions of places, for the expressions of params: {@code h3_cell(lat, lon, resolution)} and
 * {@code haversine_km(lat1, lon1, lat2, lon2)}. Degrees of WGS 84; null where an argument is null or no such place.
 */
public final class GeoFunctions {

    /** The mean radius of the earth: IUGG, in Moritz, Geodetic Reference System 1980, Journal of Geodesy 74 (2000). */
    private static final double EARTH_KM = 6371.0088;

    private static final String H3_CELL = "h3_cell";
    private static final String HAVERSINE_KM = "haversine_km";

    private static final int FINEST = 15;

    private GeoFunctions() {}

    static void register(SparkSession spark) {
        UDF3<Number, Number, Number, String> cell = GeoFunctions::h3Cell;
        UDF4<Number, Number, Number, Number, Double> distance = GeoFunctions::haversineKm;
        spark.udf().register(H3_CELL, cell, DataTypes.StringType);
        spark.udf().register(HAVERSINE_KM, distance, DataTypes.DoubleType);
    }

    /** The same where there is no session. */
    public static void register(FunctionRegistry functions) {
        Function3<Number, Number, Number, @Nullable String> cell = GeoFunctions::h3Cell;
        Function4<Number, Number, Number, Number, @Nullable Double> distance = GeoFunctions::haversineKm;
        register(functions, H3_CELL, cell, DataTypes.StringType);
        register(functions, HAVERSINE_KM, distance, DataTypes.DoubleType);
    }

    private static void register(FunctionRegistry functions, String name, Object function, DataType type) {
        functions.createOrReplaceTempFunction(
                name,
                arguments -> new ScalaUDF(
                        function,
                        type,
                        arguments,
                        JavaConverters.asScalaBuffer(List.<Option<ExpressionEncoder<?>>>of())
                                .toSeq(),
                        Option.empty(),
                        Option.apply(name),
                        true,
                        true),
                "java_udf");
    }

    /** The address of the H3 cell around a place: resolution 0 is the coarsest, 15 the finest; 8 is a neighbourhood. */
    static @Nullable String h3Cell(@Nullable Number lat, @Nullable Number lon, @Nullable Number resolution) {
        if (resolution == null || resolution.intValue() < 0 || resolution.intValue() > FINEST) {
            return null;
        }
        return Place.of(lat, lon)
                .map(place -> Library.H3.latLngToCellAddress(place.lat(), place.lon(), resolution.intValue()))
                .orElse(null);
    }

    static @Nullable Double haversineKm(
            @Nullable Number lat1, @Nullable Number lon1, @Nullable Number lat2, @Nullable Number lon2) {
        return Place.of(lat1, lon1)
                .flatMap(from -> Place.of(lat2, lon2).map(from::haversineKm))
                .orElse(null);
    }

    /** In degrees. */
    private record Place(double lat, double lon) {

        private static Optional<Place> of(@Nullable Number lat, @Nullable Number lon) {
            return lat == null || lon == null
                    ? Optional.empty()
                    : Optional.of(new Place(lat.doubleValue(), lon.doubleValue()))
                            .filter(place -> Math.abs(place.lat) <= 90 && Math.abs(place.lon) <= 180);
        }

        /**
         * Along the surface: 2 r asin(sqrt(hav(lat2 - lat1) + cos lat1 cos lat2 hav(lon2 - lon1))), hav(x) = sin^2(x / 2);
         * Sinnott, Virtues of the Haversine, Sky and Telescope 68 (1984), p. 159.
         */
        private double haversineKm(Place to) {
            double cosines = Math.cos(Math.toRadians(lat)) * Math.cos(Math.toRadians(to.lat));
            double chord = haversine(to.lat - lat) + cosines * haversine(to.lon - lon);
            return 2 * EARTH_KM * Math.asin(Math.sqrt(Math.min(1, chord)));
        }

        private static double haversine(double degrees) {
            double sine = Math.sin(Math.toRadians(degrees) / 2);
            return sine * sine;
        }
    }

    /** H3's native code, loaded by the first who asks, on whichever machine. */
    private static final class Library {

        private static final H3Core H3 = load();

        private static H3Core load() {
            try {
                return H3Core.newInstance();
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot load the native library of H3", e);
            }
        }
    }
}
