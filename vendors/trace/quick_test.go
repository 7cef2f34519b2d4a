package trace
import ("testing";"os";"fmt")
func TestQuick(t *testing.T){
 f,_:=os.Open("testdata/comprehensive_completed.json")
 j,err:=Check(f,nil)
 fmt.Println(err)
 for _,x:=range j.Findings { fmt.Printf("%s %s %s: %s\n",x.Rule,x.Severity,x.Pointer,x.Message)}
 fmt.Printf("%+v\n",*j)
}
