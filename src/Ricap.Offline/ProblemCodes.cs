namespace Ricap;

/// <summary>
/// Every code a <see cref="Problem"/> can carry. A code is never reused for another meaning;
/// <c>docs/diagnostics.md</c> has a section for each, and a test holds the two together.
/// </summary>
public static class ProblemCodes
{
    // Options: 0001-0009
    /// <summary>An option's value is malformed or out of its range.</summary>
    public const string InvalidOption = "RICAP0001";

    /// <summary>An option or item metadata that does not exist.</summary>
    public const string UnknownOption = "RICAP0002";

    /// <summary>An option that is needed was not given.</summary>
    public const string MissingOption = "RICAP0003";

    // Finding sources: 0010-0019
    /// <summary>The image folder, list or IDX file does not exist.</summary>
    public const string SourcesNotFound = "RICAP0010";

    /// <summary>The image folder has no class folders.</summary>
    public const string NoClasses = "RICAP0011";

    /// <summary>A class folder holds no image.</summary>
    public const string EmptyClass = "RICAP0012";

    /// <summary>Two names differ by letter case, by Unicode form or by white space alone.</summary>
    public const string CaseCollision = "RICAP0013";

    /// <summary>A path or link leads out of the image folder.</summary>
    public const string OutsideFolder = "RICAP0014";

    /// <summary>A line of a CSV or JSONL list cannot be read.</summary>
    public const string MalformedList = "RICAP0015";

    /// <summary>An IDX file is damaged or its labels do not fit.</summary>
    public const string MalformedIdx = "RICAP0016";

    /// <summary>A file that is not of a kind we read lies among the images; it was left out.</summary>
    public const string NotAnImageKind = "RICAP0017";

    /// <summary>A file or folder cannot be read (permissions, I/O).</summary>
    public const string Unreadable = "RICAP0018";

    /// <summary>No usable image is left.</summary>
    public const string NoImages = "RICAP0019";

    // Decoding sources: 0020-0029
    /// <summary>An image is damaged or cut short.</summary>
    public const string CorruptImage = "RICAP0020";

    /// <summary>An image file has no bytes.</summary>
    public const string EmptyFile = "RICAP0021";

    /// <summary>An image has more pixels than allowed.</summary>
    public const string TooManyPixels = "RICAP0022";

    /// <summary>A file's content is no image of a kind we read, whatever its name says.</summary>
    public const string NotAnImage = "RICAP0023";

    /// <summary>An image is zero pixels wide or high.</summary>
    public const string ZeroSizeImage = "RICAP0024";

    /// <summary>A source changed while it was being read.</summary>
    public const string SourceChanged = "RICAP0025";

    // Output: 0030-0039
    /// <summary>The output cannot be written (permissions, read-only).</summary>
    public const string OutputNotWritable = "RICAP0030";

    /// <summary>The disk is full.</summary>
    public const string DiskFull = "RICAP0031";

    /// <summary>The output folder holds a file of somebody else's where one of ours belongs.</summary>
    public const string ForeignOutput = "RICAP0032";

    /// <summary>The output folder belongs to another project.</summary>
    public const string OutputOfAnotherProject = "RICAP0033";

    /// <summary>A data set is to be shipped that has not been rendered.</summary>
    public const string NotRendered = "RICAP0034";

    // Reading and verifying data sets: 0040-0049
    /// <summary>The manifest is missing, damaged or of a version this build does not read.</summary>
    public const string BadManifest = "RICAP0040";

    /// <summary>A file the manifest names is missing.</summary>
    public const string MissingFile = "RICAP0041";

    /// <summary>A file's bytes are not the ones the manifest names.</summary>
    public const string DamagedFile = "RICAP0042";

    /// <summary>A sample record differs from its plan.</summary>
    public const string WrongRecord = "RICAP0043";

    /// <summary>A sample's pixels differ from what its plan renders.</summary>
    public const string WrongPixels = "RICAP0044";

    /// <summary>A soft label does not sum to the sample's area.</summary>
    public const string WrongLabel = "RICAP0045";

    // Training: 0050-0059
    /// <summary>There is no libtorch: none came with the program, or RICAP_LIBTORCH names a folder without one.</summary>
    public const string TorchNotFound = "RICAP0050";

    /// <summary>libtorch is there, but this system cannot load it.</summary>
    public const string TorchNotLoadable = "RICAP0051";

    /// <summary>The libtorch of RICAP_LIBTORCH is of a version TorchSharp does not work on, or lacks something that it calls.</summary>
    public const string TorchVersionMismatch = "RICAP0052";

    /// <summary>The device asked for is not usable here.</summary>
    public const string DeviceUnavailable = "RICAP0053";

    /// <summary>A safetensors file is missing, damaged or holds what we do not read.</summary>
    public const string BadWeights = "RICAP0054";

    /// <summary>A file's tensors do not fit the model or the optimiser: a name or a shape.</summary>
    public const string WeightsMismatch = "RICAP0055";

    /// <summary>A number stopped being one: a loss or a weight is not finite, or a training step does not train.</summary>
    public const string TrainingDiverged = "RICAP0056";

    /// <summary>A checkpoint or a finished run is of other options, another data set or other classes.</summary>
    public const string CheckpointMismatch = "RICAP0057";

    /// <summary>Training and test data do not fit together: classes or size.</summary>
    public const string DatasetMismatch = "RICAP0058";

    // Classes and splits: 0060-0069
    /// <summary>Classes named by numbers are in the order of their names.</summary>
    public const string NumbersByName = "RICAP0060";

    /// <summary>An image's class is not in the list of classes that was given.</summary>
    public const string UnknownClass = "RICAP0061";

    /// <summary>The class folders are called like the parts of a split data set.</summary>
    public const string SplitFolders = "RICAP0062";

    /// <summary>The same image, byte for byte, stands under two classes.</summary>
    public const string DuplicateImage = "RICAP0063";

    /// <summary>A data set that must share no image with this one has one of its images.</summary>
    public const string SharedImage = "RICAP0064";

    // Parts: 0070-0079
    /// <summary>Epochs are to be rendered from a base that is not complete.</summary>
    public const string BaseIncomplete = "RICAP0070";

    /// <summary>Epochs are to be rendered from a base of other images than there are.</summary>
    public const string BaseOfOtherImages = "RICAP0071";

    /// <summary>Shards are missing that the run may not make.</summary>
    public const string MissingShards = "RICAP0072";

    // Object stores: 0080-0089
    /// <summary>An object store cannot be reached, or broke off and did not come back.</summary>
    public const string StoreUnreachable = "RICAP0080";

    /// <summary>An object store does not let us in: no credentials, wrong ones, or not allowed to do this.</summary>
    public const string StoreDenied = "RICAP0081";

    /// <summary>There is no such bucket or container.</summary>
    public const string BucketNotFound = "RICAP0082";

    /// <summary>A bucket or account is full.</summary>
    public const string StoreFull = "RICAP0083";

    /// <summary>An object store refuses a request for a reason of its own.</summary>
    public const string StoreRefused = "RICAP0084";

    /// <summary>An object is missing that the manifest in the store names.</summary>
    public const string MissingObject = "RICAP0085";

    /// <summary>An object's bytes are not the ones that the manifest in the store names.</summary>
    public const string DamagedObject = "RICAP0086";

    /// <summary>No data set is published at an address.</summary>
    public const string NotPublished = "RICAP0087";

    /// <summary>An object of somebody else's is where one of ours belongs.</summary>
    public const string ForeignObject = "RICAP0088";

    // Serving: 0090-0094
    /// <summary>A server cannot listen on an address: a port in use, or one that needs rights.</summary>
    public const string CannotListen = "RICAP0090";

    /// <summary>A data set that is served was replaced by another.</summary>
    public const string ServedDatasetReplaced = "RICAP0091";

    /// <summary>A file of a data set that is served is not what the manifest names.</summary>
    public const string ServedFileDiffers = "RICAP0092";

    // Networks of other programs: 0115-0124
    /// <summary>A file is no ONNX file, or a damaged one.</summary>
    public const string BadOnnx = "RICAP0115";

    /// <summary>An ONNX file uses an operator, or a form of one, that is not read.</summary>
    public const string UnsupportedOnnx = "RICAP0116";

    /// <summary>An ONNX file's network is none of images, or the images are of a size that it does not take.</summary>
    public const string OnnxMisfit = "RICAP0117";

    /// <summary>The file of a pretrained network is not there.</summary>
    public const string PretrainedMissing = "RICAP0118";

    // Using a trained model: 0125-0134
    /// <summary>A model's file does not say how images become its input.</summary>
    public const string NoInputSize = "RICAP0125";

    /// <summary>A folder holds no model.</summary>
    public const string NoModel = "RICAP0126";

    /// <summary>A module has no counterpart in ONNX that is known here.</summary>
    public const string NotOnnx = "RICAP0127";

    /// <summary>A model is larger than an ONNX file can be.</summary>
    public const string OnnxTooLarge = "RICAP0128";

    /// <summary>A model cannot be made from its file alone.</summary>
    public const string ModelNeedsMore = "RICAP0129";

    // Devices: 0135-0139
    /// <summary>A libtorch answers otherwise than TorchSharp reads it.</summary>
    public const string TorchLayout = "RICAP0135";

    /// <summary>A device computes otherwise than the CPU.</summary>
    public const string DeviceDiffers = "RICAP0136";

    /// <summary>Something this program should have prevented: a bug worth reporting.</summary>
    public const string InternalError = "RICAP0099";

    // Networks and rows of a run: 0100-0109
    /// <summary>A network of a program's own does not take the images, or does not give a logit for each class.</summary>
    public const string NetworkMisfit = "RICAP0100";

    /// <summary>A class has too few images: none to validate by, or fewer than it is to be divided into.</summary>
    public const string ClassWithoutImages = "RICAP0101";

    /// <summary>Some of a data set's images are to be trained on, out of shards that mix all of them.</summary>
    public const string ShardsOfAllImages = "RICAP0102";
}
