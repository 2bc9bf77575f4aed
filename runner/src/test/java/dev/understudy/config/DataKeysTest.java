package dev.understudy.config;

import static dev.understudy.config.Given.config;
import static dev.understudy.config.Given.fault;
import static dev.understudy.config.Given.lineFault;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.config.DataConfig.Dataset;
import dev.understudy.imitation.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The keys of {@code data}, and the combinations that are refused. */
class DataKeysTest {
    @Test
    void withoutAWordItIsTheDigits() {
        assertThat(config("name: a").data()).isEqualTo(new DataConfig(Dataset.DIGITS, null, null, null, 0, 0, null));
        assertThat(config("name: a\ndata: {holdOut: 5}").data())
                .isEqualTo(new DataConfig(Dataset.DIGITS, null, null, null, 5, 0, null));
    }

    @Test
    void aFolderOfOnesOwnTakesThePlaceOfANamedDataSet() {
        Config own = config("name: a\ndata: {idx: my/set, size: 8}");
        assertThat(own.data()).isEqualTo(new DataConfig(null, "my/set", null, 8, 0, 0, null));
        assertThat(own.data().isOwn()).isTrue();
        assertThat(Configs.parse(own.toYaml(), "resolved", List.of())).isEqualTo(own);
        assertThat(lineFault("data: {idx: my/set, dataset: mnist}"))
                .isEqualTo("adam.yaml:2 data.idx is given together with data.dataset; expected one of the two");
        assertThat(lineFault("data: {idx: my/set, dir: my/set}"))
                .isEqualTo(
                        "adam.yaml:2 data.dir is given together with data.idx; expected one of the two, each a folder");
        assertThat(lineFault("data: {idx: \"\"}")).startsWith("adam.yaml:2 data.idx is \"\"; expected a path");
    }

    @Test
    void overridesReplaceOneByTheOther() {
        String named = "name: a\ndata: {dataset: mnist, dir: there, size: 16}";
        assertThat(config(named, "data.idx=mine").data()).isEqualTo(new DataConfig(null, "mine", null, 16, 0, 0, null));
        assertThat(config("name: a\ndata: {idx: mine}", "data.dataset=mnist").data())
                .isEqualTo(new DataConfig(Dataset.MNIST, null, null, null, 0, 0, null));
        assertThat(config(config(named).toYaml(), "data.idx=mine").data().idx()).isEqualTo("mine");
        assertThat(fault("name: a\ndata: {idx: mine}", "data.dir=there"))
                .isEqualTo("-o data.dir is given together with data.idx; expected one of the two, each a folder");
    }

    /** Their content is identified by a hash, which is not a part of the config. */
    @Test
    void ownDataAreAnotherExperimentThanNamedOnesWhereverTheyLie() {
        String layers = "\noptimizee: {layers: [{dense: 10}]}";
        Config here = config("name: a\ndata: {idx: here}" + layers);
        assertThat(here.results()).containsEntry("data.dataset", "idx");
        assertThat(here.identity())
                .isEqualTo(config("name: a\ndata: {idx: there}" + layers).identity())
                .isNotEqualTo(config("name: a" + layers).identity());
    }

    @Test
    void aSizeIsPartOfTheIdentityAndNoneIsAsBeforeThereWasTheKey() {
        String layers = "\noptimizee: {layers: [{dense: 10}]}";
        assertThat(config("name: a\ndata: {size: 8}" + layers).identity()).containsEntry("data.size", "8");
        assertThat(config("name: a" + layers).identity()).doesNotContainKeys("data.size", "data.idx");
    }

    @ParameterizedTest
    @CsvSource({"digits,28", "mnist,28", "fashion-mnist,28", "cifar-10,32"})
    void imagesBecomeSmallerAndNeverLarger(String dataset, int side) {
        String yaml = "name: a\ndata: {dataset: " + dataset + "}\noptimizee: {layers: [{dense: 10}]}";
        assertThat(config(yaml, "data.size=1").data().shape().height()).isEqualTo(1);
        assertThat(config(yaml, "data.size=" + side).data().shape().size())
                .isEqualTo(config(yaml).data().shape().size());
        for (int size : new int[] {0, side + 1}) {
            assertThat(fault(yaml, "data.size=" + size))
                    .isEqualTo("-o data.size is " + size + "; expected a whole number from 1 to " + side);
        }
    }

    @Test
    void ofOwnImagesTheLargestSizeIsThatOfTheLargestImage() {
        assertThat(config("name: a\ndata: {idx: mine, size: 16384}").data().size())
                .isEqualTo(16384);
        assertThat(lineFault("data: {idx: mine, size: 16385}"))
                .isEqualTo("adam.yaml:2 data.size is 16385; expected a whole number from 1 to 16384");
    }

    @Test
    void pointsHaveNoSize() {
        assertThat(lineFault("data: {dataset: half-plane, size: 1}"))
                .isEqualTo("adam.yaml:2 data.size is 1 with data.dataset half-plane; expected a data set of images");
    }

    @Test
    void layersMustFitTheSmallImages() {
        assertThat(config("name: a\ndata: {size: 16}")
                        .optimizee()
                        .layers(new Shape(1, 16, 16), 10)
                        .coordinates())
                .isPositive();
        assertThat(lineFault("data: {size: 15}"))
                .startsWith("adam.yaml:1 optimizee.model is mnist-cnn; expected a network that takes 1×15×15 (")
                .endsWith("), as in optimizee: {layers: [{dense: 10}]}");
        assertThat(fault("name: a\ndata: {size: 8}\noptimizee: {layers: [{maxPool: 9}, {dense: 10}]}"))
                .isEqualTo("adam.yaml:3 optimizee.layers[0].maxPool is 9; expected at most the input's 8×8");
    }

    @Test
    void colourImagesHaveThreeChannels() {
        Config colours = config("name: a\ndata: {dataset: cifar-10, size: 20}");
        assertThat(colours.data().shape()).isEqualTo(new Shape(3, 20, 20));
        assertThat(colours.optimizee().model()).isEqualTo(OptimizeeConfig.Model.MNIST_CNN);
    }

    /** Only the files show which values fit. */
    @Test
    void layersOfOwnDataAreNotAskedBeforeTheFilesAreRead() {
        assertThat(config("name: a\ndata: {idx: mine}\noptimizee: {layers: [{dense: 77}]}")
                        .optimizee()
                        .layers())
                .hasSize(1);
    }
}
