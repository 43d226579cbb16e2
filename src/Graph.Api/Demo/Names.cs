namespace Graph.Api.Demo;

/// <summary>Names of people who do not exist: common surnames and given names, with the handles they would choose.</summary>
internal static class Names
{
    private static readonly (string Pinyin, string Character)[] Surnames =
    [
        ("li", "李"), ("wang", "王"), ("zhang", "张"), ("liu", "刘"), ("chen", "陈"), ("yang", "杨"), ("zhao", "赵"),
        ("huang", "黄"), ("zhou", "周"), ("wu", "吴"), ("xu", "徐"), ("sun", "孙"), ("hu", "胡"), ("zhu", "朱"),
        ("gao", "高"), ("lin", "林"), ("he", "何"), ("guo", "郭"), ("ma", "马"), ("luo", "罗"),
    ];

    private static readonly (string Pinyin, string Characters)[] Given =
    [
        ("ming", "明"), ("fang", "芳"), ("wei", "伟"), ("na", "娜"), ("jing", "静"), ("lei", "磊"), ("yan", "艳"),
        ("qiang", "强"), ("xiaohong", "小红"), ("jianguo", "建国"), ("meiling", "美玲"), ("haoran", "浩然"),
        ("yutong", "雨桐"), ("zihan", "子涵"), ("sitong", "思彤"), ("junjie", "俊杰"), ("yichen", "奕辰"),
    ];

    /// <summary>
    /// The name of the person with this number, which begins at 0. When all combinations are used up, the handle also
    /// contains the number.
    /// </summary>
    public static (string Handle, string FullName) Of(int index)
    {
        var surname = Surnames[index % Surnames.Length];
        var given = Given[index % Given.Length];
        var isFirstRound = index < Surnames.Length * Given.Length;
        var handle = $"{surname.Pinyin}_{given.Pinyin}";
        return (isFirstRound ? handle : $"{handle}_{index}", surname.Character + given.Characters);
    }
}
