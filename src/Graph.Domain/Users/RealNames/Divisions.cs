namespace Graph.Domain.Users.RealNames;

/// <summary>The 34 divisions at province level, by the first two digits of GB/T 2260.</summary>
public static class Divisions
{
    private static readonly Dictionary<string, string> ByCode = new()
    {
        ["11"] = "北京", ["12"] = "天津", ["13"] = "河北", ["14"] = "山西", ["15"] = "内蒙古",
        ["21"] = "辽宁", ["22"] = "吉林", ["23"] = "黑龙江",
        ["31"] = "上海", ["32"] = "江苏", ["33"] = "浙江", ["34"] = "安徽", ["35"] = "福建", ["36"] = "江西", ["37"] = "山东",
        ["41"] = "河南", ["42"] = "湖北", ["43"] = "湖南", ["44"] = "广东", ["45"] = "广西", ["46"] = "海南",
        ["50"] = "重庆", ["51"] = "四川", ["52"] = "贵州", ["53"] = "云南", ["54"] = "西藏",
        ["61"] = "陕西", ["62"] = "甘肃", ["63"] = "青海", ["64"] = "宁夏", ["65"] = "新疆",
        ["71"] = "台湾", ["81"] = "香港", ["82"] = "澳门",
    };

    public static bool IsCode(string code) => ByCode.ContainsKey(code);

    /// <summary>
    /// Returns whether this is the name of a division, with or without its suffix: 浙江 and 浙江省, 上海 and 上海市.
    /// </summary>
    public static bool IsName(string name) =>
        ByCode.Values.Any(division => name == division || name.StartsWith(division, StringComparison.Ordinal)
            && name[division.Length..] is "省" or "市" or "自治区" or "壮族自治区" or "回族自治区" or "维吾尔自治区" or "特别行政区");
}
